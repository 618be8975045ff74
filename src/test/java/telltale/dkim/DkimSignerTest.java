package telltale.dkim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.ComplaintFields;
import telltale.message.MessageComposer;
import telltale.message.RecipientCopy;
import telltale.message.TestMessages;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.mime.Attachments;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedText;
import telltale.message.mime.SharedHeaders;
import telltale.model.Attachment;
import telltale.model.ComplaintAddress;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;
import telltale.model.MediaType;
import telltale.model.Outcome;
import telltale.settings.DkimKey;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.MailSender;
import telltale.smtp.RewritingMailSender;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.SmtpConnection;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;

class DkimSignerTest {
    private static final SigningDomain DOMAIN = new SigningDomain();
    private static final DkimSigner SIGNER = DOMAIN.signer(Clock.fixed(TestMessages.DATE, ZoneOffset.UTC));
    private static final String UNSUBSCRIBE = "<https://t.example.org/app/unsubscribe/AbC_1-2>";

    /** The header of RFC 8463 appendix A.3, without its signatures. */
    private static final List<String> RFC_8463 = List.of(
            "From: Joe SixPack <joe@football.example.com>",
            "To: Suzie Q <suzie@shopping.example.net>",
            "Subject: Is dinner ready?",
            "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)",
            "Message-ID: <20030712040037.46341.5F8J@football.example.com>");

    private static final String RFC_8463_BODY = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
    private static final String RFC_8463_BODY_HASH = "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=";

    /** The keys of RFC 8463 appendix A.2, the first in PKCS #8. */
    private static final String RFC_8463_ED25519 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    private static final String RFC_8463_RSA = """
            -----BEGIN RSA PRIVATE KEY-----
            MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi
            Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM
            KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB
            AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm
            6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe
            zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy
            6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc
            uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy
            WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd
            WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a
            licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst
            o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe
            uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL
            -----END RSA PRIVATE KEY-----
            """;

    @Test
    void theBodyHashOfRfc8463IsReproduced() throws Exception {
        byte[] relaxed = RelaxedCanonicalization.body(RFC_8463_BODY.getBytes(StandardCharsets.US_ASCII), 0);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(relaxed);
        assertEquals(RFC_8463_BODY_HASH, Base64.getEncoder().encodeToString(hash));
    }

    @Test
    void bothSignaturesOfRfc8463AreReproduced() {
        assertEquals(
                "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==",
                rfc8463(RFC_8463_ED25519, "a=ed25519-sha256", "s=brisbane"));
        assertEquals(
                "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tF"
                        + "OeS9mPYQTnGdaSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=",
                rfc8463(RFC_8463_RSA, "a=rsa-sha256", "s=test"));
    }

    /** The examples of RFC 6376 section 3.4.5, empty bodies, and bodies without a final line end. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\" C \\r\\nD \\t E\\r\\n\\r\\n\\r\\n\", \" C\\r\\nD E\\r\\n\"",
                "\"\", \"\"",
                "\"\\r\\n \\t\\r\\n\\r\\n\", \"\"",
                "\"\\r\\na\", \"\\r\\na\\r\\n\"",
                "\"a \\r\\n \\r\\n b\", \"a\\r\\n\\r\\n b\\r\\n\""
            })
    void whiteSpaceOfABodyIsRelaxed(String body, String relaxed) {
        assertArrayEquals(
                relaxed.translateEscapes().getBytes(StandardCharsets.US_ASCII),
                RelaxedCanonicalization.body(body.translateEscapes().getBytes(StandardCharsets.US_ASCII), 0));
    }

    @Test
    void whiteSpaceOfAFieldIsRelaxed() {
        assertEquals("a:X", RelaxedCanonicalization.field("A: X\r\n"));
        assertEquals("b:Y Z", RelaxedCanonicalization.field("B : Y\t\r\n\tZ  \r\n"));
    }

    static Stream<ComposedMessage> messages() {
        String umlauts = "Grüße aus Köln und noch ein langer Betreff, der über mehrere Zeilen geht ☂";
        return Stream.of(
                TestMessages.hello(),
                TestMessages.composed(TestMessages.of(umlauts, null, "Zeile \n\n. \n..\n\n\n")),
                TestMessages.composed(
                        TestMessages.of("  two  spaces  ", "<p>x</p>", "x"), Mailbox.parse("Jörg <j@example.org>")),
                TestMessages.to("jörg@bücher.example"),
                newsletter(new Attachment(
                        "a.bin",
                        MediaType.parse("application/octet-stream"),
                        null,
                        new ImmutableBytes(new byte[3000]))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aReceiverVerifiesEverySignature(ComposedMessage mail) {
        ComposedMessage signed = SIGNER.sign(mail);

        DOMAIN.signedNames(TestMessages.bytes(signed));
        assertTrue(TestMessages.wire(signed).endsWith(TestMessages.wire(mail)));
        assertEquals(mail.envelope(), signed.envelope());
        assertEquals(mail.recipient(), signed.recipient());
        assertTrue(TestMessages.wire(signed).lines().allMatch(line -> line.length() <= 78));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aSignatureIsValidAfterTransmission(ComposedMessage mail) throws IOException {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            SmtpServer address =
                    new SmtpServer("127.0.0.1", server.offer("SMTPUTF8").port(), Tls.NONE, null);
            MailSender sender = new SmtpMailSender(SmtpRoute.to(address, SmtpTimeouts.DEFAULT), Clock.systemUTC());
            MailSender signing = new RewritingMailSender(sender, DkimSigner.by(domain -> List.of(SIGNER)));
            assertInstanceOf(Outcome.Accepted.class, signing.send(mail));
            try (SmtpConnection connection = signing.persistentConnection()) {
                assertInstanceOf(Outcome.Accepted.class, connection.send(mail, null));
            }
            assertEquals(2, server.messages().size());
            server.messages().forEach(received -> DOMAIN.signedNames(received.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void oneClickUnsubscribeFieldsAreSigned() {
        List<String> signedNames = DOMAIN.signedNames(TestMessages.bytes(SIGNER.sign(newsletter())));

        assertTrue(
                signedNames.containsAll(List.of("List-Unsubscribe", "List-Unsubscribe-Post")), signedNames::toString);
    }

    /** RFC 9477 section 3.1.4, and Google's documentation of its feedback loop. */
    @Test
    void fieldsByWhichComplaintsAreReportedAreSigned() {
        String signed = TestMessages.wire(SIGNER.sign(newsletter()));
        List<String> signedNames = DOMAIN.signedNames(signed.getBytes(StandardCharsets.UTF_8));

        assertTrue(
                signedNames.containsAll(List.of("CFBL-Address", "CFBL-Feedback-ID", "Feedback-ID")),
                signedNames::toString);
        assertTrue(signed.contains("CFBL-Address: fbl@news.example.org; report=arf\r\n"), signed);
        assertFalse(isValid(signed.replace("fbl@news.example.org", "evil@news.example.org")));
        assertFalse(isValid(signed.replace("c0mplaint", "another")));
        assertFalse(isValid(signed.replace("autumn::bulk", "spring::bulk")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-Unsubscribe: <https://a.example/>",
                "list-unsubscribe: <https://a.example/>\r\nlist-unsubscribe-post: List-Unsubscribe=One-Click",
                "List-Unsubscribe:\r\n <mailto:a@a.example>,\r\n <https://a.example/>\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
            })
    void bothUnsubscribeFieldsAreSignedInAnyForm(String fields) {
        ComposedMessage plain = newsletter();
        String header = "From: news@example.org\r\n" + fields + "\r\n\r\nDear reader\r\n";
        String signed = TestMessages.wire(
                SIGNER.sign(new ComposedMessage(plain.envelope(), header.getBytes(StandardCharsets.UTF_8))));

        assertTrue(isValid(signed));
        assertFalse(isValid(signed.replace("https://a.example/>", "https://b.example/>")));
        assertFalse(isValid(signed.replace("=One-Click", "=Two-Click")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Mallory <m@example.org>",
                "Subject: Pay here",
                "Reply-To: m@example.com",
                "To: ben@example.com",
                "Cc: ben@example.com",
                "Content-Type: text/plain",
                "List-Unsubscribe: <https://evil.example/>",
                "CFBL-Address: evil@news.example.org; report=arf"
            })
    void addingAFieldThatChangesTheMessageBreaksTheSignature(String field) {
        String signed = TestMessages.wire(SIGNER.sign(newsletter()));

        assertFalse(isValid(field + "\r\n" + signed));
        assertFalse(isValid(signed.replaceFirst("\r\n\r\n", "\r\n" + field + "\r\n\r\n")));
    }

    @Test
    void aChangedWordBreaksTheSignature() {
        String signed = TestMessages.wire(SIGNER.sign(newsletter()));

        assertFalse(isValid(signed.replace("Dear reader", "Dear writer")));
        assertFalse(isValid(signed.replace("AbC_1-2", "AbC_1-3")));
    }

    @Test
    void fieldsAddedAndRefoldedByRelaysDoNotBreakTheSignature() {
        String signed = TestMessages.wire(SIGNER.sign(newsletter()));

        assertTrue(isValid("Received: from a by b\r\nReturn-Path: <news@example.org>\r\n" + signed));
        assertTrue(isValid(signed.replace("Subject: ", "Subject:\r\n\t  ") + "\r\n\r\n"));
        assertTrue(isValid(signed.replace("X-Relay-Tag: autumn\r\n", "")));
    }

    @Test
    void theDescriptionDoesNotContainTheKey() {
        assertEquals("rsa-sha256 by mail2026._domainkey.example.org", SIGNER.toString());
    }

    private static boolean isValid(String mail) {
        return DOMAIN.isValid(mail.getBytes(StandardCharsets.UTF_8));
    }

    private static String rfc8463(String pem, String algorithm, String selector) {
        String signature = "DKIM-Signature: v=1; " + algorithm + "; c=relaxed/relaxed;\r\n"
                + " d=football.example.com; i=@football.example.com;\r\n q=dns/txt; " + selector
                + "; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n bh="
                + RFC_8463_BODY_HASH + ";\r\n b=";
        List<String> names = List.of("from", "to", "subject", "date", "message-id", "from", "subject", "date");
        String text = DkimSigner.signedText(RFC_8463, names, signature);
        byte[] signed = DkimKey.parse(pem).sign(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(signed);
    }

    private static ComposedMessage newsletter(Attachment... files) {
        RecipientCopy copy = new RecipientCopy(
                new SharedHeaders(
                        TestMessages.NEWS,
                        List.of(Mailbox.parse("Ben <ben@example.com>")),
                        List.of(Mailbox.parse("desk@example.org"), Mailbox.parse("Jörg <sales@example.org>")),
                        List.of(
                                new HeaderField("X-Relay-Tag", "autumn"),
                                new HeaderField("List-Id", "<news.example.org>"),
                                new HeaderField("Feedback-ID", "autumn::bulk:example"),
                                new HeaderField("List-Unsubscribe", UNSUBSCRIBE),
                                new HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))),
                TestMessages.envelope(TestMessages.NEWS.address(), EmailAddress.parse("ann@example.com")),
                Mailbox.parse("ann@example.com"),
                "News of autumn",
                "<p>Dear reader</p>",
                EncodedText.of("Dear reader"),
                null,
                new ComplaintFields(new ComplaintAddress(EmailAddress.parse("fbl@news.example.org")), "c0mplaint"),
                Attachments.of(List.of(files)),
                false);
        return MessageComposer.compose(
                copy, TestMessages.ID, TestMessages.DATE, TrackedHtml.of(copy.effectiveHtml(), Tracking.NONE));
    }
}
