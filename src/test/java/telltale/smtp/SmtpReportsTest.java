package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import jakarta.mail.Session;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.EmailAddress;
import telltale.model.Outcome.Accepted;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;

/** What a server is asked to report about a message (RFC 3461), and the identifier that it names. */
class SmtpReportsTest extends ScriptedServerTest {
    @Test
    void aServerWithDsnIsAskedForReportsThatNameTheDelivery() {
        server.offer("DSN");
        assertInstanceOf(Accepted.class, send(from("bounces+1@example.org", "ann+news=a@example.com")));
        assertEquals(
                List.of(
                        "MAIL FROM:<bounces+1@example.org> RET=HDRS ENVID=id+2Bof+3Dbounces+2B1",
                        "RCPT TO:<ann+news=a@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ann+2Bnews+3Da@example.com",
                        "DATA"),
                transaction());
    }

    @Test
    void aServerWithoutDsnGetsNoParameters() {
        assertInstanceOf(Accepted.class, send(from("bounces+1@example.org", "ann@example.com")));
        assertEquals(List.of("MAIL FROM:<bounces+1@example.org>", "RCPT TO:<ann@example.com>", "DATA"), transaction());
    }

    @Test
    void anAddressInUtf8IsNotRepeatedAsOriginalRecipient() {
        server.offer("DSN").offer("SMTPUTF8");
        assertInstanceOf(Accepted.class, send(from("bounces+1@example.org", "jörg@example.com")));
        assertEquals(
                List.of(
                        "MAIL FROM:<bounces+1@example.org> SMTPUTF8 RET=HDRS ENVID=id+2Bof+3Dbounces+2B1",
                        "RCPT TO:<jörg@example.com> NOTIFY=FAILURE,DELAY",
                        "DATA"),
                transaction());
    }

    @ParameterizedTest
    @CsvSource({"dsn.notify, NEVER, '', ' NOTIFY=NEVER'", "dsn.ret, FULL, ' RET=FULL', ''"})
    void aContainersSessionMayAskForOtherReports(String name, String value, String ofMail, String ofRecipient) {
        server.offer("DSN");
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(server.port()));
        properties.put("mail.smtp." + name, value);
        SmtpRoute route = SmtpRoute.of(Session.getInstance(properties), true);

        assertInstanceOf(
                Accepted.class,
                new SmtpMailSender(route, CLOCK).send(from("bounces+1@example.org", "ann@example.com")));
        assertEquals(
                List.of(
                        "MAIL FROM:<bounces+1@example.org>" + ofMail,
                        "RCPT TO:<ann@example.com>" + ofRecipient,
                        "DATA"),
                transaction());
    }

    @Test
    void mailsFromDifferentReturnPathsAreAnnouncedToEachOther() {
        server.offer("PIPELINING").offer("DSN");
        List<ComposedMessage> mails = List.of(
                from("bounces+1@example.org", "ann@example.com"),
                from("bounces+2@example.org", "ben@example.com"),
                from("bounces+3@example.net", "cem@example.com"));
        try (SmtpConnection connection = connection()) {
            for (int i = 0; i < mails.size(); i++) {
                Envelope next = i + 1 < mails.size() ? mails.get(i + 1).envelope() : null;
                assertInstanceOf(Accepted.class, connection.send(mails.get(i), next));
            }
        }
        assertEquals(2, server.announcements());
        assertEquals(1, server.connections());
        assertEquals(3, server.messages().size());
        assertEquals(
                mails.stream()
                        .map(mail -> "MAIL FROM:<" + mail.envelope().reversePath() + "> RET=HDRS ENVID="
                                + mail.envelope().id().replace("+", "+2B").replace("=", "+3D"))
                        .toList(),
                server.commands().stream()
                        .filter(command -> command.startsWith("MAIL"))
                        .toList());
        assertEquals(
                3,
                server.commands().stream()
                        .filter(command -> command.startsWith("RCPT"))
                        .count());
    }

    /** What is announced ahead of a mail without a return path must be the commands that are sent with it. */
    @Test
    void mailsWithAndWithoutReturnPathAreAnnouncedToEachOther() {
        server.offer("PIPELINING").offer("DSN");
        ComposedMessage first = from("bounces+1@example.org", "ann@example.com");
        ComposedMessage second = message(null, "ben@example.com", "id2");
        ComposedMessage third = from("bounces+3@example.org", "cem@example.com");
        try (SmtpConnection connection = connection()) {
            assertInstanceOf(Accepted.class, connection.send(first, second.envelope()));
            assertInstanceOf(Accepted.class, connection.send(second, third.envelope()));
            assertInstanceOf(Accepted.class, connection.send(third, null));
        }
        assertEquals(2, server.announcements());
        assertEquals(
                List.of(TestMessages.wire(first), TestMessages.wire(second), TestMessages.wire(third)),
                server.messages());
        assertEquals(
                List.of("MAIL FROM:<>", "RCPT TO:<ben@example.com>", "DATA"),
                server.commands().subList(4, 7));
    }

    @Test
    void aRejectedReturnPathAffectsOneMailOnly() {
        server.offer("PIPELINING").reply(Step.MAIL, "550 5.1.8 no such sender");
        try (SmtpConnection connection = connection()) {
            connection.send(from("bounces+1@example.org", "ann@example.com"), null);
            server.recover();
            ComposedMessage second = from("bounces+2@example.org", "ben@example.com");
            assertInstanceOf(Accepted.class, connection.send(second, null));
            assertEquals(List.of(TestMessages.wire(second)), server.messages());
        }
    }

    @Test
    void theIdentifierThatTheServerNamesIsPartOfTheOutcome() {
        server.reply(Step.END_OF_DATA, "250-2.6.0 <1@shop.example> [InternalId=42, Hostname=x]\n250 2.6.0 Queued mail");
        assertEquals("42", accepted().queueId());
        server.reply(Step.END_OF_DATA, "250 2.0.0 Ok: queued as 4Xb7Yk2LmPz1");
        assertEquals("4Xb7Yk2LmPz1", accepted().queueId());
        server.recover();
        assertNull(accepted().queueId());
    }

    private Accepted accepted() {
        return assertInstanceOf(Accepted.class, send(TestMessages.hello()));
    }

    private List<String> transaction() {
        return server.commands().subList(1, 4);
    }

    private static ComposedMessage from(String sender, String recipient) {
        return message(EmailAddress.parse(sender), recipient, "id+of=" + sender.substring(0, sender.indexOf('@')));
    }

    private static ComposedMessage message(@Nullable EmailAddress sender, String recipient, String id) {
        return new ComposedMessage(
                new Envelope(sender, EmailAddress.parse(recipient), id),
                TestMessages.bytes(TestMessages.to(recipient)));
    }

    private SmtpConnection connection() {
        SmtpServer route = new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(route, LONG_TIMEOUTS), CLOCK).persistentConnection();
    }
}
