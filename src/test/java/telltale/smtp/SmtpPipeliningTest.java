package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.TestMessages;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Commands that are sent in one packet (RFC 2920). */
class SmtpPipeliningTest extends ScriptedServerTest {
    @Test
    void aPipeliningServerGetsEachCommandOnce() {
        server.offer("PIPELINING");
        SmtpConnection connection = connection();

        assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
        assertInstanceOf(Accepted.class, connection.send(TestMessages.to("bo@example.com"), null));

        assertEquals(
                List.of(
                        "MAIL FROM:<news@example.org>",
                        "RCPT TO:<ann@example.com>",
                        "DATA",
                        "MAIL FROM:<news@example.org>",
                        "RCPT TO:<bo@example.com>",
                        "DATA"),
                server.commands().subList(1, 7));
        assertEquals(
                List.of(TestMessages.wire(TestMessages.hello()), TestMessages.wire(TestMessages.to("bo@example.com"))),
                server.messages());
    }

    /** RFC 5321 section 4.2: a reply may consist of the code alone; some clients take that for an error. */
    @ParameterizedTest
    @CsvSource({"BANNER, 220", "EHLO, 250", "MAIL, 250", "RCPT, 250", "DATA, 354", "END_OF_DATA, 250", "QUIT, 221"})
    void aReplyNeedsNoTextWithAndWithoutPipelining(Step step, String code) {
        server.reply(step, code);

        assertInstanceOf(Accepted.class, send(TestMessages.hello()));
        server.offer("PIPELINING");
        assertInstanceOf(Accepted.class, send(TestMessages.hello()));
        assertEquals(2, server.messages().size());
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 552 5.3.4 too large, MAIL",
        "RCPT, 550 5.1.1 no such user, RCPT",
        "DATA, 554 5.5.1 no valid recipients, DATA",
        "END_OF_DATA, 554 5.7.1 spam, END_OF_DATA",
    })
    void aRejectionAmongPipelinedRepliesAffectsOneMessageOnly(Step step, String reply, SmtpStage stage) {
        server.offer("PIPELINING").reply(step, reply);
        SmtpConnection connection = connection();

        Refused refused = assertInstanceOf(Refused.class, connection.send(TestMessages.hello(), null));
        assertEquals(stage, refused.stage());
        assertEquals(reply, refused.detail());
        assertTrue(server.commands().contains("DATA"), "it was sent before the reply");

        server.recover();
        assertInstanceOf(Accepted.class, connection.send(TestMessages.to("bo@example.com"), null));
        List<String> messages = server.messages();
        assertEquals(TestMessages.wire(TestMessages.to("bo@example.com")), messages.get(messages.size() - 1));
        // This server accepts any message, even an empty one without recipients.
        assertEquals(
                step == Step.RCPT ? List.of("") : List.of(),
                messages.stream().filter(String::isEmpty).toList());
    }

    @Test
    void aMessageIsSentOverANewConnectionIfTheServerClosesDuringPipelining() {
        server.offer("PIPELINING").closeAfter(1);
        SmtpConnection connection = connection();

        assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
        assertInstanceOf(Accepted.class, connection.send(TestMessages.to("bo@example.com"), null));

        assertEquals(
                List.of(TestMessages.wire(TestMessages.hello()), TestMessages.wire(TestMessages.to("bo@example.com"))),
                server.messages());
    }

    /** Its MAIL command has another parameter; after that of the announcement, it would be read as content. */
    @Test
    void aMessageThatIsNotAsItWasAnnouncedIsSentOverANewConnection() {
        server.offer("PIPELINING").offer("8BITMIME");
        String text = "Subject: Hi\r\n\r\nGr\u00fc\u00dfe\r\n";
        ByteSink octets = new ByteSink();
        octets.add(text.getBytes(StandardCharsets.UTF_8));
        ComposedMessage second =
                ComposedMessage.unchanged(TestMessages.to("bo@example.com").envelope(), octets);
        SmtpConnection connection = connection();

        assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), second.envelope()));
        assertInstanceOf(Accepted.class, connection.send(second, null));

        assertEquals(1, server.announcements());
        assertEquals(2, server.connections());
        assertEquals(List.of(TestMessages.wire(TestMessages.hello()), text), server.messages());
    }

    private SmtpConnection connection() {
        SmtpServer route = new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(route, LONG_TIMEOUTS), CLOCK).persistentConnection();
    }
}
