package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Announcing the next envelope with the end of a message: each message arrives once and complete, whatever fails. */
class SmtpPipeliningTest {
    private static final Clock CLOCK = Clock.fixed(TestMessages.DATE, ZoneOffset.UTC);
    private static final ComposedMessage ANN = TestMessages.hello();
    private static final ComposedMessage BO = TestMessages.to("bo@example.com");
    private static final ComposedMessage CY = TestMessages.to("cy@example.com");

    private ScriptedSmtpServer server;
    private SmtpConnection connection;

    @BeforeEach
    void startServer() throws IOException {
        server = ScriptedSmtpServer.start().offer("PIPELINING");
        connection = connection(Duration.ofSeconds(10));
    }

    @AfterEach
    void stopServer() throws IOException {
        connection.close();
        server.close();
    }

    private SmtpConnection connection(Duration timeout) {
        SmtpServer route = new SmtpServer("127.0.0.1", server.port(), Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(route, new SmtpTimeouts(timeout, timeout, timeout)), CLOCK)
                .persistentConnection();
    }

    @Test
    void theNextMessageIsAnnouncedWithTheEndOfThePreviousOne() {
        assertAccepted(ANN, BO);
        assertAccepted(BO, CY);
        assertAccepted(CY, null);

        assertEquals(2, server.announcements());
        assertEquals(1, connections());
        assertEquals(
                List.of(
                        "MAIL FROM:<news@example.org>",
                        "RCPT TO:<ann@example.com>",
                        "DATA",
                        "MAIL FROM:<news@example.org>",
                        "RCPT TO:<bo@example.com>",
                        "DATA",
                        "MAIL FROM:<news@example.org>",
                        "RCPT TO:<cy@example.com>",
                        "DATA"),
                server.commands().subList(1, 10));
        assertArrived(ANN, BO, CY);
    }

    @Test
    void nothingIsAnnouncedWithoutPipelining() {
        server.reset();

        assertAccepted(ANN, BO);
        assertAccepted(BO, null);

        assertEquals(0, server.announcements());
        assertArrived(ANN, BO);
    }

    @Test
    void aMessageFromAnotherSenderIsNotAnnounced() {
        ComposedMessage other = TestMessages.composed(
                new MailMessage(EmailAddress.parse("bo@example.com"), "Hello", "<p>Hello</p>", null, null),
                Mailbox.parse("other@example.org"));

        assertAccepted(ANN, other);
        assertAccepted(other, null);

        assertEquals(0, server.announcements());
        assertTrue(server.commands().contains("MAIL FROM:<other@example.org>"));
        assertEquals(1, connections());
        assertArrived(ANN, other);
    }

    @Test
    void aMessageThatNeedsAnotherExtensionIsNotAnnounced() {
        server.offer("SMTPUTF8");
        ComposedMessage international = TestMessages.to("jörg@example.com");

        assertAccepted(ANN, international);
        assertAccepted(international, BO);
        assertAccepted(BO, null);

        assertEquals(0, server.announcements());
        assertEquals(1, connections());
        assertArrived(ANN, international, BO);
    }

    @Test
    void theOutcomeOfAMessageDoesNotWaitForTheNext() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        server.delay(Step.END_OF_DATA, slow);
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> connection.send(ANN, BO.envelope()));
        awaitMessages(1);
        assertFalse(outcome.isDone());
        server.delay(Step.MAIL, new CountDownLatch(1));

        slow.countDown();

        assertInstanceOf(Accepted.class, outcome.get(5, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 5.7.1 spam", "452 4.3.1 disk full"})
    void rejectedContentDoesNotAffectTheNextMessage(String reply) {
        server.reply(Step.END_OF_DATA, reply);

        Outcome outcome = connection.send(ANN, BO.envelope());

        assertEquals(reply, outcome.detail());
        assertFalse(outcome instanceof Accepted);
        server.recover();
        assertAccepted(BO, CY);
        assertAccepted(CY, null);
        assertEquals(1, connections());
        assertFalse(server.commands().contains("RSET"), "it would abort the next transaction");
        assertArrived(ANN, BO, CY);
    }

    @Test
    void theNextMessageUsesANewConnectionIfTheServerRequiresAReset() {
        server.requireReset().reply(Step.END_OF_DATA, "554 5.7.1 spam");
        assertInstanceOf(Refused.class, connection.send(ANN, BO.envelope()));

        server.recover();
        assertAccepted(BO, null);
        assertEquals(2, connections());
        assertArrived(ANN, BO);
    }

    @Test
    void announcingStopsIfTheServerDiscardsPipelinedCommands() {
        server.discardPipelinedCommands();
        connection = connection(Duration.ofMillis(300));

        assertAccepted(ANN, BO);
        assertAccepted(BO, CY);
        assertAccepted(CY, ANN);
        assertAccepted(ANN, null);

        assertEquals(1, server.announcements());
        assertEquals(2, connections());
        assertArrived(ANN, BO, CY, ANN);
    }

    @Test
    void announcingContinuesIfTheServerClosesNowAndThen() {
        server.closeAfter(2);

        assertAccepted(ANN, BO);
        assertAccepted(BO, CY);
        assertAccepted(CY, ANN);
        assertAccepted(ANN, null);

        assertEquals(3, server.announcements());
        assertEquals(2, connections());
        assertArrived(ANN, BO, CY, ANN);
    }

    @Test
    void noEmptyMessageIsSentWhileTheServerHoldsThePreviousRecipient() {
        server.requireReset().reject("bo@").reply(Step.END_OF_DATA, "554 5.7.1 spam");
        assertInstanceOf(Refused.class, connection.send(ANN, BO.envelope()));

        server.recover();
        Refused refused = assertInstanceOf(Refused.class, connection.send(BO, null));

        assertEquals(SmtpStage.RCPT, refused.stage());
        assertEquals(2, connections());
        // This server accepts any message: the empty one comes from the second connection, without recipients.
        assertEquals(List.of(TestMessages.wire(ANN), ""), server.messages());
    }

    @Test
    void anyPositiveReplyAfterTheContentIsAcceptanceAndTheNextMessageFollows() {
        server.reply(Step.END_OF_DATA, "252 2.0.0 took it");

        assertAccepted(ANN, BO);
        assertAccepted(BO, null);

        assertEquals(1, connections());
        assertArrived(ANN, BO);
    }

    @Test
    void aRejectedRecipientOfTheNextMessageAffectsThatMessageOnly() {
        server.reject("bo@");

        assertAccepted(ANN, BO);
        Refused refused = assertInstanceOf(Refused.class, connection.send(BO, CY.envelope()));
        assertAccepted(CY, null);

        assertEquals(SmtpStage.RCPT, refused.stage());
        assertEquals(550, refused.reply().code());
        assertEquals(1, connections());
        // This server accepts any message, even an empty one without recipients.
        assertEquals(List.of(TestMessages.wire(ANN), "", TestMessages.wire(CY)), server.messages());
    }

    @Test
    void theNextMessageUsesANewConnectionIfTheServerClosesBeforeIt() {
        server.closeAfter(1);

        assertAccepted(ANN, BO);
        assertAccepted(BO, CY);
        assertAccepted(CY, null);

        assertEquals(3, connections());
        assertArrived(ANN, BO, CY);
    }

    @Test
    void theNextMessageUsesANewConnectionAfter421ForTheContent() {
        server.reply(Step.END_OF_DATA, "421 4.3.2 going down");

        Failed failed = assertInstanceOf(Failed.class, connection.send(ANN, BO.envelope()));

        assertEquals(Reason.TEMPORARY, failed.reason());
        assertEquals(SmtpStage.END_OF_DATA, failed.stage());
        server.recover();
        assertAccepted(BO, null);
        assertArrived(ANN, BO);
    }

    @ParameterizedTest
    @CsvSource({"HANGS_UP", "SILENT", "NONSENSE", "TOO_SHORT"})
    void withoutAReplyToTheContentOneMessageIsInDoubtAndTheNextIsSentOnce(String behaviour) {
        connection = connection(Duration.ofSeconds(1));
        switch (behaviour) {
            case "HANGS_UP" -> server.disconnect(Step.END_OF_DATA);
            case "SILENT" -> server.fallSilent(Step.END_OF_DATA);
            case "NONSENSE" -> server.reply(Step.END_OF_DATA, "HTTP/1.1 400 Bad Request");
            default -> server.reply(Step.END_OF_DATA, "ok");
        }

        Failed failed = assertInstanceOf(Failed.class, connection.send(ANN, BO.envelope()));

        assertEquals(Reason.IN_DOUBT, failed.reason());
        assertEquals(SmtpStage.END_OF_DATA, failed.stage());
        server.recover();
        assertAccepted(BO, null);
        assertEquals(2, connections());
        assertArrived(ANN, BO);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"MAIL", "RCPT", "DATA"})
    void anAnnouncedMessageIsSentOnceOverANewConnectionIfThisOneIsLost(Step step) {
        CountDownLatch first = new CountDownLatch(1);
        server.delay(Step.END_OF_DATA, first);
        CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(() -> connection.send(ANN, BO.envelope()));
        awaitMessages(1);
        server.disconnect(step);
        first.countDown();

        assertInstanceOf(Accepted.class, outcome.join());
        awaitCommands("RCPT TO:<bo@example.com>", step == Step.MAIL ? 0 : 1);
        pause();
        server.recover();
        assertAccepted(BO, null);
        assertEquals(2, connections());
        assertArrived(ANN, BO);
    }

    @Test
    void theAnnouncedMessageIsNotDeliveredIfADifferentOneFollows() {
        assertAccepted(ANN, BO);
        assertAccepted(CY, null);
        connection.close();
        pause();

        assertTrue(server.commands().contains("RCPT TO:<bo@example.com>"));
        assertEquals(2, connections());
        assertArrived(ANN, CY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 2.0.0 kept", "554 5.7.1 spam"})
    void nothingIsDeliveredIfNoMessageFollowsAnAnnouncement(String reply) {
        server.reply(Step.END_OF_DATA, reply);
        assertEquals(reply, connection.send(ANN, BO.envelope()).detail());
        connection.disconnect();
        pause();

        assertTrue(server.commands().contains("RCPT TO:<bo@example.com>"));
        assertFalse(server.commands().contains("QUIT"));
        server.recover();
        assertAccepted(BO, null);
        assertArrived(ANN, BO);
    }

    @Test
    void anotherMessageToTheSameRecipientUsesTheAnnouncedEnvelope() {
        ComposedMessage other =
                TestMessages.composed(new MailMessage(BO.recipient(), "Other", "<p>Other</p>", null, null));

        assertAccepted(ANN, BO);
        assertAccepted(other, null);

        assertEquals(1, connections());
        assertArrived(ANN, other);
    }

    @Test
    void largeMessagesArriveComplete() {
        ComposedMessage large = TestMessages.composed(new MailMessage(
                EmailAddress.parse("bo@example.com"), "Large", "<p>" + "much to say\n.\n".repeat(50_000), null, null));

        assertAccepted(large, BO);
        assertAccepted(BO, large);
        assertAccepted(large, null);

        assertEquals(1, connections());
        assertArrived(large, BO, large);
    }

    @Test
    void aFailureIsNotAttributedToTheNextMessage() {
        connection = connection(Duration.ofSeconds(1));
        server.reject("ann@").fallSilent(Step.RSET);

        assertInstanceOf(Refused.class, connection.send(ANN, null));
        server.recover();

        assertAccepted(BO, null);
    }

    private void assertAccepted(ComposedMessage mail, @Nullable ComposedMessage next) {
        Outcome outcome = connection.send(mail, next == null ? null : next.envelope());
        assertInstanceOf(Accepted.class, outcome, outcome.detail());
    }

    private void assertArrived(ComposedMessage... mails) {
        assertEquals(Stream.of(mails).map(TestMessages::wire).toList(), server.messages());
    }

    private long connections() {
        return server.commands().stream()
                .filter(command -> command.startsWith("EHLO"))
                .count();
    }

    private void awaitMessages(int count) {
        while (server.messages().size() < count) {
            pause();
        }
    }

    private void awaitCommands(String command, int count) {
        while (server.commands().stream().filter(command::equals).count() < count) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
