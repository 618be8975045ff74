package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.model.Fault;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Faults of a server at each stage: each becomes an outcome, and nothing is thrown. */
class SmtpFaultsTest extends ScriptedServerTest {
    @Test
    void anAcceptedMessageHasTheTimeAndTheReply() {
        Accepted accepted = assertInstanceOf(Accepted.class, send(TestMessages.hello()));

        assertEquals(TestMessages.DATE, accepted.at());
        assertEquals("250 2.0.0 kept", accepted.detail());
        assertEquals(List.of(TestMessages.wire(TestMessages.hello())), server.messages());
        assertEquals(
                List.of("MAIL FROM:<news@example.org>", "RCPT TO:<ann@example.com>", "DATA"),
                server.commands().subList(1, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 552 5.3.4 too large, MAIL",
        "RCPT, 550 5.1.1 no such user, RCPT",
        "RCPT, 521 5.1.10 takes no mail, RCPT",
        "DATA, 554 5.5.1 no valid recipients, DATA",
        "END_OF_DATA, 554 5.7.1 spam, END_OF_DATA",
        "END_OF_DATA, 552 5.3.4 too large, END_OF_DATA",
    })
    void aPermanentFailureIsARefusalWithItsReply(Step step, String reply, SmtpStage stage) {
        server.reply(step, reply);

        Refused refused = assertInstanceOf(Refused.class, send(TestMessages.hello()));

        assertEquals(stage, refused.stage());
        assertEquals(Integer.parseInt(reply.substring(0, 3)), refused.reply().code());
        assertEquals(reply, refused.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "BANNER, 554 5.3.2 go away, CONNECT, look at the server's reply",
        "EHLO, 550 5.7.1 not you, EHLO, blocks this machine's IP address",
        "EHLO, 504 5.5.2 <localhost>: need fully-qualified hostname, EHLO, set EMAIL_EHLO",
        "MAIL, 550 5.1.0 sender unknown, MAIL, EMAIL_FROM",
        "RCPT, 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname, RCPT, set EMAIL_EHLO",
        "RCPT, 554 5.7.1 <ann@example.com>: Relay access denied, RCPT, EMAIL_USER",
        "END_OF_DATA, 550 5.7.26 unauthenticated sender, END_OF_DATA, SPF",
    })
    void aPermanentFailureAboutTheSenderIsNoRefusal(Step step, String reply, SmtpStage stage, String advice) {
        server.reply(step, reply);

        Failed failed = assertFailed(Reason.SENDER_REJECTED, stage, advice, send(TestMessages.hello()));

        assertEquals(
                Integer.parseInt(reply.substring(0, 3)),
                Objects.requireNonNull(failed.reply()).code());
        assertTrue(failed.detail().startsWith(reply.substring(0, 9)), failed.detail());
        assertTrue(failed.failure().fault() != Fault.RECIPIENT);
    }

    @Test
    void theAdviceFollowsEvenALongReply() {
        server.reply(Step.BANNER, "554 5.7.1 " + "x".repeat(450));

        String detail = send(TestMessages.hello()).detail();

        assertTrue(detail.endsWith("or use a relay]"), detail);
        assertTrue(detail.length() <= 500, detail);
    }

    @Test
    void anAboutTheSenderRejectionLeavesTheConnectionUsable() {
        SmtpConnection connection = connection();
        server.reply(Step.RCPT, "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname");
        assertFailed(Reason.SENDER_REJECTED, SmtpStage.RCPT, "504", connection.send(TestMessages.hello(), null));
        server.recover();

        assertInstanceOf(Accepted.class, connection.send(TestMessages.to("bo@example.com"), null));

        assertEquals(1, count("EHLO"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BANNER | 421 4.3.2 too busy | CONNECT
            BANNER | 421 mx.example.com Service not available | CONNECT
            EHLO | 421 4.7.0 Try again later, closing connection. | EHLO
            EHLO | 451 4.3.2 Please try again later | EHLO
            MAIL | 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred | MAIL
            """)
    void theWordsOfAServerThatClosesAreReported(Step step, String reply, SmtpStage stage) {
        server.replyAndClose(step, reply);

        Failed failed = assertFailed(Reason.TEMPORARY, stage, reply, send(TestMessages.hello()));

        assertEquals(SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply), failed.reply());
    }

    @ParameterizedTest
    @CsvSource({"BANNER, CONNECT", "EHLO, EHLO"})
    void theWordsOfAServerThatRejectsTheClientAndClosesAreReported(Step step, SmtpStage stage) {
        server.replyAndClose(
                step, "554-5.7.1 mx.example.com ESMTP\n554-5.7.1 No SMTP service\n554 5.7.1 for 192.0.2.1");

        Failed failed = assertFailed(
                Reason.SENDER_REJECTED, stage, "No SMTP service for 192.0.2.1", send(TestMessages.hello()));

        assertEquals("5.7.1", Objects.requireNonNull(failed.reply()).enhancedStatus());
    }

    @Test
    void aGreetingMayHaveSeveralLines() {
        server.reply(Step.BANNER, "220-mx.example.com ESMTP\n220-We do not authorize bulk mail.\n220 ready");

        assertInstanceOf(Accepted.class, send(TestMessages.hello()));
    }

    @Test
    void aServerThatDoesNotKnowEhloGetsHelo() {
        server.reply(Step.EHLO, "502 5.5.1 command not implemented");

        Outcome outcome = send(TestMessages.hello());

        assertEquals(List.of("EHLO", "HELO"), verbs().subList(0, 2));
        assertEquals(502, Objects.requireNonNull(outcome.reply()).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "451 4.4.2 Timeout - closing connection.",
                "421 4.4.2 mx.example.com Error: timeout exceeded",
                "421 mx.example.com closing idle connection"
            })
    void aMessageAfterAnIdleConnectionWasClosedIsSentOverANewOne(String farewell) {
        server.sayAndCloseAfterMessage(farewell);
        SmtpConnection connection = connection();

        assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
        assertInstanceOf(Accepted.class, connection.send(TestMessages.to("bo@example.com"), null));

        assertEquals(2, count("EHLO"));
        assertEquals(2, server.messages().size());
    }

    @Test
    void a421AfterTheContentIsNotRetriedAtOnce() {
        SmtpConnection connection = connection();
        assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
        server.reply(Step.END_OF_DATA, "421 4.7.28 unusual rate of unsolicited mail");

        assertFailed(
                Reason.TEMPORARY,
                SmtpStage.END_OF_DATA,
                "421 4.7.28",
                connection.send(TestMessages.to("bo@example.com"), null));

        assertEquals(2, server.messages().size());
    }

    private long count(String verb) {
        return verbs().stream().filter(verb::equals).count();
    }

    private List<String> verbs() {
        return server.commands().stream()
                .map(command -> command.split(" ", 2)[0])
                .toList();
    }

    @Test
    void aMissingPipelinedReplyIsReportedAtItsStage() {
        server.offer("PIPELINING").fallSilent(Step.RCPT);

        assertBroken(
                Step.RCPT, "did not respond in time", send(TestMessages.hello(), Tls.NONE, null, SHORT_READ_TIMEOUT));
    }

    private SmtpConnection connection() {
        SmtpServer route = new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(route, LONG_TIMEOUTS), CLOCK).persistentConnection();
    }

    @ParameterizedTest
    @CsvSource({
        "BANNER, 421 4.3.2 busy, CONNECT",
        "EHLO, 421 4.3.2 busy, EHLO",
        "MAIL, 451 4.3.0 later, MAIL",
        "MAIL, 421 4.7.0 too many, MAIL",
        "RCPT, 450 4.2.1 greylisted, RCPT",
        "DATA, 451 4.3.0 later, DATA",
        "END_OF_DATA, 452 4.3.1 disk full, END_OF_DATA",
    })
    void aTransientFailureIsTemporary(Step step, String reply, SmtpStage stage) {
        server.reply(step, reply);

        assertFailed(Reason.TEMPORARY, stage, reply, send(TestMessages.hello()));
    }

    @Test
    void aServerWithoutExtensionsIsAccepted() {
        server.reply(Step.EHLO, "250 old.test");

        assertInstanceOf(Accepted.class, send(TestMessages.hello()));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BANNER", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "END_OF_DATA"})
    void aTimeoutIsReportedAtItsStage(Step step) {
        server.fallSilent(step);

        assertBroken(step, "did not respond in time", sendUpTo(step, SHORT_READ_TIMEOUT));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BANNER", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "END_OF_DATA"})
    void aClosedConnectionIsReportedAtItsStage(Step step) {
        server.disconnect(step);

        assertBroken(step, "closed the connection", sendUpTo(step, LONG_TIMEOUTS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BANNER", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END_OF_DATA"})
    void aMalformedReplyIsAProtocolFailure(Step step) {
        server.reply(step, "\u0007HTTP/1.1 400 Bad Request");

        assertBroken(step, "", sendUpTo(step, LONG_TIMEOUTS));
    }

    @Test
    void aConnectionLostWithinTheMessageIsNotInDoubt() {
        server.disconnectDuringData();
        ComposedMessage large =
                TestMessages.composed(TestMessages.of("Large", "<p>" + "much to say ".repeat(1_000_000), "x"));

        assertBroken(Step.DATA, "closed the connection", send(large));
    }

    @Test
    void aClosedPortIsUnreachable() throws IOException {
        int closedPort;
        try (ServerSocket free = new ServerSocket(0)) {
            closedPort = free.getLocalPort();
        }
        SmtpServer unreachable = new SmtpServer("127.0.0.1", closedPort, Tls.NONE, null);

        assertFailed(
                Reason.UNREACHABLE,
                SmtpStage.CONNECT,
                "could not connect to 127.0.0.1:" + closedPort,
                new SmtpMailSender(SmtpRoute.to(unreachable, LONG_TIMEOUTS), CLOCK).send(TestMessages.hello()));
    }

    @Test
    void anUnknownHostIsReported() {
        SmtpServer unknown = new SmtpServer("mail.invalid", 25, Tls.NONE, null);

        assertFailed(
                Reason.UNREACHABLE,
                SmtpStage.CONNECT,
                "unknown host: mail.invalid",
                new SmtpMailSender(SmtpRoute.to(unknown, LONG_TIMEOUTS), CLOCK).send(TestMessages.hello()));
    }

    @ParameterizedTest
    @CsvSource({"SILENT", "HANGS_UP", "REFUSES"})
    void aFailedQuitDoesNotChangeTheOutcome(String behaviour) {
        switch (behaviour) {
            case "SILENT" -> server.fallSilent(Step.QUIT);
            case "HANGS_UP" -> server.disconnect(Step.QUIT);
            default -> server.reply(Step.QUIT, "500 no");
        }

        assertInstanceOf(Accepted.class, send(TestMessages.hello()));
    }

    @Test
    void anyPositiveReplyAfterTheDataIsAcceptance() {
        server.reply(Step.END_OF_DATA, "252 2.0.0 took it");

        assertEquals(
                "252 2.0.0 took it",
                assertInstanceOf(Accepted.class, send(TestMessages.hello())).detail());
    }

    @Test
    void aFailedResetDoesNotHideTheReply() {
        server.reply(Step.RCPT, "550 5.1.1 no such user").disconnect(Step.RSET);

        assertEquals(
                550,
                assertInstanceOf(Refused.class, send(TestMessages.hello()))
                        .reply()
                        .code());
    }

    @Test
    void aNonAsciiLocalPartNeedsSmtpUtf8() {
        Failed failed = assertInstanceOf(Failed.class, send(TestMessages.to("jörg@example.com")));

        assertEquals(Reason.UNSUPPORTED, failed.reason());
        assertTrue(failed.detail().contains("does not offer SMTPUTF8"), failed.detail());
        assertFalse(server.commands().toString().contains("MAIL"));
    }

    @Test
    void aNonAsciiLocalPartIsSentWithSmtpUtf8() {
        server.offer("8BITMIME").offer("SMTPUTF8").reply(Step.END_OF_DATA, "250 ok für dich");
        ComposedMessage mail = TestMessages.to("jörg@bücher.example");

        assertEquals(
                "250 ok für dich", assertInstanceOf(Accepted.class, send(mail)).detail());
        assertTrue(server.commands().contains("MAIL FROM:<news@example.org> SMTPUTF8"));
        assertTrue(server.commands().contains("RCPT TO:<jörg@xn--bcher-kva.example>"));
        assertEquals(List.of(TestMessages.wire(mail)), server.messages());
    }

    @Test
    void anAsciiAddressDoesNotRequestSmtpUtf8() {
        server.offer("SMTPUTF8");

        assertInstanceOf(Accepted.class, send(TestMessages.to("ann@bücher.example")));
        assertTrue(server.commands().contains("MAIL FROM:<news@example.org>"));
        assertTrue(server.commands().contains("RCPT TO:<ann@xn--bcher-kva.example>"));
    }

    @Test
    void leadingDotsArriveUnchanged() {
        ComposedMessage mail = TestMessages.composed(TestMessages.of("Dots", "<p>x</p>", ".\n..\n.x\n"));

        assertInstanceOf(Accepted.class, send(mail));
        assertEquals(List.of(TestMessages.wire(mail)), server.messages());
    }

    @Test
    void theDetailIsOneLineWithoutSecretsAndCompleteAddresses() {
        server.reply(
                Step.RCPT,
                "550-5.1.1 <ann@example.com>: Recipient\u001b[31m rejected\n"
                        + "550-5.1.1 ask postmaster@example.com\n"
                        + "550 5.1.1 "
                        + "x".repeat(2000));
        String detail = send(TestMessages.hello()).detail();

        assertTrue(
                detail.startsWith("550 5.1.1 <a***@example.com>: Recipient [31m rejected ask p***@example.com xxx"),
                detail);
        assertEquals(500, detail.length());
        assertTrue(detail.endsWith("x…"));
    }

    @Test
    void theContextClassLoaderOfTheThreadDoesNotMatter() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            assertInstanceOf(Accepted.class, send(TestMessages.hello()));
            assertEquals(ClassLoader.getPlatformClassLoader(), thread.getContextClassLoader());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void manyThreadsShareOneSender() throws Exception {
        SmtpServer target = new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null);
        MailSender sender = new SmtpMailSender(SmtpRoute.to(target, LONG_TIMEOUTS), CLOCK);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Outcome> oneMail = () -> sender.send(TestMessages.hello());
            for (Future<Outcome> outcome : threads.invokeAll(Collections.nCopies(80, oneMail))) {
                assertInstanceOf(Accepted.class, outcome.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(80, server.messages().size());
    }

    private Outcome sendUpTo(Step step, SmtpTimeouts timeouts) {
        return switch (step) {
            case STARTTLS -> {
                server.offer("STARTTLS");
                yield send(TestMessages.hello(), Tls.STARTTLS, null, timeouts);
            }
            case AUTH -> {
                server.offer("AUTH LOGIN PLAIN");
                yield send(TestMessages.hello(), Tls.NONE, LOGIN, timeouts);
            }
            default -> send(TestMessages.hello(), Tls.NONE, null, timeouts);
        };
    }

    private static void assertBroken(Step step, String text, Outcome outcome) {
        Failed failed = assertInstanceOf(Failed.class, outcome);
        Reason reason = switch (step) {
            case BANNER -> Reason.UNREACHABLE;
            case END_OF_DATA -> Reason.IN_DOUBT;
            default -> Reason.INTERRUPTED;
        };
        SmtpStage stage = step == Step.BANNER ? SmtpStage.CONNECT : SmtpStage.valueOf(step.name());
        assertEquals(reason, failed.reason(), failed.detail());
        assertEquals(stage, failed.stage(), failed.detail());
        assertTrue(failed.detail().contains(text), failed.detail());
    }
}
