package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.KeyLimits;

@Timeout(60)
@SuppressWarnings("StringConcatToTextBlock")
class SubmissionListenerTest {
    private static final String HEADER = "From: Shop <shop@example.com>\nTo: ann@example.org\nSubject: Order 4711\n"
            + "Date: Tue, 1 Dec 2026 10:00:00 +0000\nMessage-ID: <1@shop.example.com>\n";
    private static final String HTML = "Content-Type: text/html; charset=utf-8\n\n"
            + "<html><body><a href=\"http://example.com/a\">A</a></body></html>";
    private static final Pattern TRACKED =
            Pattern.compile("<a href=\"https://t.example.org/app/click/[^\"]*\">A</a>(<img[^>]*>)</body>");

    @TempDir
    private Path home;

    @AutoClose
    private SubmissionFixture telltale;

    @AutoClose
    private SmtpClient client;

    @BeforeEach
    void start() throws Exception {
        telltale = new SubmissionFixture(home, 200_000);
        client = SmtpClient.loggedIn(telltale.listener.port());
    }

    private String only() throws InterruptedException {
        return telltale.await(1).get(0).replace("\r\n", "\n").stripTrailing();
    }

    @Test
    void theGreetingNamesWhatIsOffered() throws Exception {
        try (SmtpClient other = new SmtpClient(telltale.listener.port())) {
            assertEquals("220 mail.example.com ESMTP Telltale", other.reply());
            assertEquals(
                    "250-mail.example.com\n250-PIPELINING\n250-8BITMIME\n250-SMTPUTF8\n250-AUTH PLAIN LOGIN\n250 SIZE"
                            + " 200000",
                    other.send("EHLO client.example.com"));
            assertEquals("530 5.7.0 authentication required", other.send("MAIL FROM:<shop@example.com>"));
            for (String command : List.of("BDAT 3", "VRFY shop", "EXPN shop", "HELO client")) {
                assertTrue(other.send(command).startsWith("502 5.5.1"), command);
            }
            assertEquals("454 TLS not supported", other.send("STARTTLS"));
        }
    }

    @Test
    void aMailIsTrackedAndOtherwiseUnchanged() throws Exception {
        String reply = client.submit(HEADER + HTML, "ann@example.org");
        assertTrue(reply.matches("250 2.0.0 queued as [0-9a-f-]{36}"), reply);
        String sent = only();
        assertTrue(TRACKED.matcher(sent).find(), sent);
        assertEquals(HEADER + HTML, TRACKED.matcher(sent).replaceAll("<a href=\"http://example.com/a\">A</a></body>"));
        Delivery delivery = telltale.deliveries().get(0);
        assertEquals("ann@example.org", delivery.to().toString());
        assertEquals("Order 4711", delivery.subject());
        assertEquals(1, telltale.listener.counts().accepted());
    }

    @Test
    void eachRecipientGetsAnOwnCopyAndBccStaysHidden() throws Exception {
        client.submit(
                "Bcc: hidden@example.net\n" + HEADER + HTML,
                "ann@example.org",
                "hidden@example.net",
                "ANN@example.org");
        List<String> sent = telltale.await(2);
        assertEquals(2, telltale.deliveries().size());
        assertEquals(
                2,
                sent.stream()
                        .map(one -> one.replaceAll("(?s).*/pixel/([^\"]*)\".*", "$1"))
                        .distinct()
                        .count());
        assertTrue(sent.stream().noneMatch(one -> one.contains("hidden@") || one.contains("Bcc")));
        List<String> commands = telltale.next.commands();
        assertTrue(commands.stream().anyMatch(command -> command.startsWith("RCPT TO:<hidden@example.net>")));
        assertTrue(commands.stream().anyMatch(command -> command.startsWith("MAIL FROM:<shop@example.com>")));
    }

    @Test
    void fieldsForTelltaleAreUsedAndRemoved() throws Exception {
        client.submit(
                "X-Telltale-Campaign: spring\nX-Telltale-Track: clicks\nX-Telltale-Metadata: order=4711; shop=Berlin\n"
                        + HEADER + HTML,
                "ann@example.org");
        String sent = only();
        assertFalse(sent.contains("X-Telltale"), sent);
        assertTrue(sent.contains("/click/"), sent);
        assertFalse(sent.contains("/pixel/"), sent);
        assertEquals("spring", telltale.deliveries().get(0).campaign());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Telltale-Track: yes | 554 5.6.0 X-Telltale-Track must be opens, clicks, \"opens, clicks\" or none",
                "X-Telltale-Compaign: x | 554 5.6.0 X-Telltale-Compaign is no field that Telltale knows",
                "X-Telltale-Metadata: x | 554 5.6.0 X-Telltale-Metadata must consist of name=value, separated by semicolons",
                "X-Telltale-Campaign: | 554 5.6.0 X-Telltale-Campaign must occur once, with 1 to 200 characters",
                "From: other@example.com | 550 5.6.0 the mail must have one From field",
                "Sender: boss@example.net | 550 5.7.1 Sender is not an allowed sender address; EMAIL_FROM_ALLOWED lists the allowed ones",
                "no field | 554 5.6.0 the header has a line that belongs to no field"
            })
    void aHeaderThatIsWrongIsRefused(String field, String reply) throws Exception {
        assertEquals(reply, client.submit(field + "\n" + HEADER + HTML, "ann@example.org"));
        assertEquals(1, telltale.listener.counts().refused());
        assertTrue(client.submit(HEADER + HTML, "ann@example.org").startsWith("250 "));
        assertEquals(1, telltale.deliveries().size());
    }

    @Test
    void aMailThatIsSubmittedAgainIsSentOnce() throws Exception {
        String mail = "X-Telltale-Idempotency-Key: order-4711\n" + HEADER + HTML;
        String first = client.submit(mail, "ann@example.org");
        assertEquals(first, client.submit(mail.replace("10:00", "10:01"), "ann@example.org"));
        assertEquals(
                "554 5.6.0 this X-Telltale-Idempotency-Key was used for a different mail",
                client.submit(mail, "bob@example.org"));
        assertEquals(1, telltale.deliveries().size());
    }

    @Test
    void signedMailPassesUntouchedAndSaysSo() throws Exception {
        String signed =
                HEADER + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n--b\n"
                        + HTML + "\n--b\nContent-Type: application/pkcs7-signature\n\nMII=\n--b--";
        String reply = client.submit("DKIM-Signature: v=1; b=abc\n" + signed, "ann@example.org");
        assertTrue(reply.endsWith("; not tracked: signed"), reply);
        assertEquals("X-Telltale-Tracking: none; reason=signed\nDKIM-Signature: v=1; b=abc\n" + signed, only());
    }

    @Test
    void missingDateAndMessageIdAreAdded() throws Exception {
        client.submit("From: shop@example.com\n" + HTML, "ann@example.org");
        assertTrue(only().matches("(?s)Date: \\w{3}, .* \\+0000\nMessage-ID: <[^>]+@example.com>\nFrom: .*"));
    }

    @Test
    void sendersThatTheKeyMustNotUseAreRefused() throws Exception {
        assertEquals(
                "550 5.7.1 the sender of the envelope is not an allowed sender address; EMAIL_FROM_ALLOWED lists the"
                        + " allowed ones",
                client.send("MAIL FROM:<shop@example.net>"));
        telltale.limits = new KeyLimits(List.of(), "shop-", List.of("example.com"));
        assertTrue(client.submit(HEADER + HTML, "ann@example.org")
                .startsWith("550 5.7.1 the key \"shop\" only allows campaigns"));
        String mail = "X-Telltale-Campaign: shop-spring\n" + HEADER + HTML;
        assertTrue(client.submit(mail, "ann@example.org").startsWith("250 "));
        telltale.limits = new KeyLimits(List.of(), null, List.of("example.org"));
        assertTrue(client.submit(HEADER + HTML, "ann@example.org")
                .startsWith("550 5.7.1 the key \"shop\" only allows senders"));
        assertTrue(client.submit(HEADER.replace("shop@example.com", "x@example.net") + HTML, "a@example.org")
                .startsWith("550 5.7.1"));
    }

    @Test
    void aKeyThatIsRevokedEndsSubmissionOnAnOpenConnection() throws Exception {
        telltale.revoke();
        assertEquals("535 5.7.8 the password is no API key", client.send("MAIL FROM:<shop@example.com>"));
    }

    @Test
    void aKeyHasALimit() throws Exception {
        telltale.left.set(1);
        client.submit(HEADER + HTML, "ann@example.org");
        assertEquals("451 4.7.1 too many mails a minute", client.send("MAIL FROM:<shop@example.com>"));
    }

    @Test
    void wrongKeysAreRefusedAndThenTheConnectionIsClosed() throws Exception {
        try (SmtpClient other = new SmtpClient(telltale.listener.port())) {
            other.reply();
            assertEquals("535 5.7.8 the password is no API key", other.logIn("wrong"));
            assertEquals("334 VXNlcm5hbWU6", other.send("AUTH LOGIN"));
            assertEquals("334 UGFzc3dvcmQ6", other.send("c2hvcA=="));
            assertEquals("535 5.7.8 the password is no API key", other.send("d3Jvbmc="));
            assertEquals("501 5.5.2 the response is not base64", other.send("AUTH PLAIN !"));
            assertEquals("421 4.7.0 too many failed logins", other.reply());
            assertEquals("", other.reply());
        }
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws Exception {
        client.write("MAIL FROM:<shop@example.com> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<ann@example.org>\r\n"
                + "RCPT TO:<nobody>\r\nDATA\r\n");
        List<String> replies = Stream.of(client.reply(), client.reply(), client.reply(), client.reply())
                .map(reply -> reply.substring(0, 3))
                .toList();
        assertEquals(List.of("250", "250", "553", "354"), replies);
        client.write((HEADER + HTML).replace("\n", "\r\n") + "\r\n.\r\nRSET\r\nNOOP\r\nQUIT\r\n");
        assertTrue(client.reply().startsWith("250 2.0.0"));
        assertTrue(client.reply().startsWith("250"));
        assertTrue(client.reply().startsWith("250"));
        assertTrue(client.reply().startsWith("221"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:shop@example.com | 501 5.5.4",
                "MAIL FROM:<shop@example.com> SIZE=200001 | 552 5.3.4",
                "MAIL FROM:<shop@example.com> SIZE=99999999999999999999 | 552 5.3.4",
                "MAIL FROM:<shop@example.com> RET=HDRS | 555 5.5.4",
                "MAIL FROM:<shop@example.com> BODY=BINARYMIME | 555 5.5.4",
                "MAIL FROM:<shöp@example.com> | 553 5.6.7",
                "MAIL FROM:<shop> | 553 5.1.7",
                "RCPT TO:<ann@example.org> | 503 5.5.1",
                "DATA | 503 5.5.1"
            })
    void commandsThatAreWrongAreRefused(String command, String reply) throws Exception {
        String answer = client.send(command);
        assertTrue(answer.startsWith(reply), answer);
        assertTrue(client.submit(HEADER + HTML, "ann@example.org").startsWith("250 "));
    }

    @Test
    void theSizeIsEnforcedAlsoIfItIsNotDeclared() throws Exception {
        String line = "x".repeat(98) + "\n";
        assertEquals(
                "552 5.3.4 a mail has at most 200000 octets",
                client.submit(HEADER + "\n" + line.repeat(2_500), "ann@example.org"));
        assertTrue(client.submit(HEADER + HTML + line.repeat(1_000), "ann@example.org")
                .startsWith("250 "));
        try (Stream<Path> left = Files.list(home.resolve("submission"))) {
            assertEquals(0, left.count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "text\r\r\n.text", "a\rb", "a\nb"})
    void otherLineEndsEndNoMailAndAreRefused(String inside) throws Exception {
        client.send("MAIL FROM:<shop@example.com>");
        client.send("RCPT TO:<ann@example.org>");
        client.send("DATA");
        client.write((HEADER + HTML).replace("\n", "\r\n") + inside
                + "MAIL FROM:<shop@example.com>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\n"
                + "From: shop@example.com\r\n\r\nsmuggled\r\n.\r\n");
        assertEquals("550 5.6.0 a line of the mail does not end with CRLF", client.reply());
        assertEquals("250 Ok", client.send("RSET"));
        assertEquals(0, telltale.deliveries().size());
    }

    @Test
    void aMailIsNotAcceptedWhileTheDatabaseIsClosed() throws Exception {
        client.send("MAIL FROM:<shop@example.com>");
        client.send("RCPT TO:<ann@example.org>");
        client.send("DATA");
        telltale.sending.store().close();
        String reply = client.send((HEADER + HTML).replace("\n", "\r\n") + "\r\n.");
        assertTrue(reply.startsWith("451 4.3.0"), reply);
        assertEquals(1, telltale.listener.counts().deferred());
    }

    @Test
    void internationalAddressesAndHeadersNeedSmtpUtf8() throws Exception {
        telltale.next.offer("SMTPUTF8").offer("8BITMIME");
        client.send("MAIL FROM:<shop@example.com> SMTPUTF8 BODY=8BITMIME");
        assertEquals("250 2.1.5 Ok", client.send("RCPT TO:<änne@example.org>"));
        client.send("DATA");
        client.send(("From: shop@example.com\nSubject: Grüße\n" + HTML).replace("\n", "\r\n") + "\r\n.");
        assertTrue(only().contains("Subject: Grüße\n"));
        assertEquals("Grüße", telltale.deliveries().get(0).subject());
        assertTrue(telltale.next.commands().stream()
                .anyMatch(command -> command.startsWith("MAIL FROM:<shop@example.com>")
                        && command.contains("SMTPUTF8")
                        && command.contains("BODY=8BITMIME")));
    }

    @Test
    void closingWaitsForAMailThatIsBeingReceived() throws Exception {
        client.send("MAIL FROM:<shop@example.com>");
        client.send("RCPT TO:<ann@example.org>");
        client.send("DATA");
        client.write((HEADER + HTML).replace("\n", "\r\n"));
        try (SmtpClient other = SmtpClient.loggedIn(telltale.listener.port())) {
            Thread closing = new Thread(telltale.listener::close);
            closing.start();
            String reply = other.send("MAIL FROM:<shop@example.com>");
            while (reply.startsWith("250")) {
                other.send("RSET");
                reply = other.send("MAIL FROM:<shop@example.com>");
            }
            assertEquals("421 4.3.2 the server is stopping; try again later", reply);
            assertTrue(client.send("\r\n.").startsWith("250 2.0.0 queued as"));
            closing.join();
        }
        assertEquals(1, telltale.deliveries().size());
    }

    @Test
    void aNetworkHasALimitOfConnections(@TempDir Path another) throws Exception {
        try (SubmissionFixture remote = new SubmissionFixture(another, 1_000, null, false, false)) {
            List<SmtpClient> open = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                open.add(new SmtpClient(remote.listener.port()));
                assertTrue(open.get(i).reply().startsWith("220 "));
            }
            try (SmtpClient tooMany = new SmtpClient(remote.listener.port())) {
                assertEquals("421 4.7.0 too many connections from your network", tooMany.reply());
            }
            for (SmtpClient each : open) {
                each.close();
            }
        }
    }
}
