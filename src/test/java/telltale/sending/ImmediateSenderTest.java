package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

class ImmediateSenderTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted(NOON, SmtpReply.parse(250, "250 ok"));
    private static final MailMessage MAIL =
            new MailMessage(EmailAddress.parse("ann@example.com"), "Hi", "<p>Hello</p>", null, "spring");

    @TempDir
    Path home;

    @Test
    void theDeliveryIsStoredBeforeTheMessageIsSent() throws Exception {
        List<Delivery> storedWhenSent = new ArrayList<>();
        List<SendingFixture> fixtures = new ArrayList<>();
        Recorder server = new Recorder(mail -> {
            storedWhenSent.addAll(fixtures.get(0).in(DeliveryState.SENDING));
            return ACCEPTED;
        });
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixtures.add(fixture);
            send(fixture, MAIL);
            assertEquals(1, storedWhenSent.size());
        }
    }

    @Test
    void mailsOneAfterAnotherShareAConnection() throws Exception {
        int connections = 24;
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                SendingFixture fixture = new SendingFixture(
                        home,
                        SendingFixture.sender(server),
                        SendingFixture.QUICK,
                        new SendingLimits(connections, 0, 0))) {
            for (int i = 0; i < connections; i++) {
                assertInstanceOf(SendResult.Completed.class, send(fixture, MAIL));
            }
            long opened = server.commands().stream()
                    .filter(command -> command.startsWith("EHLO"))
                    .count();
            // A worker that is delayed between two mails may find that another one was idle.
            assertTrue(opened <= connections / 4, opened + " connections");
        }
    }

    @Test
    void aMessageWithoutAPixelIsStoredAsUntracked() throws Exception {
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            DeliveryId tracked = send(fixture, MAIL).delivery().id();
            fixture.store.persons().setTracked(tracked, false, NOON);
            DeliveryId plain = send(fixture, MAIL).delivery().id();
            assertTrue(fixture.store.activity(tracked).orElseThrow().evidence().isTracked());
            assertFalse(fixture.store.activity(plain).orElseThrow().evidence().isTracked());
        }
    }

    @Test
    void theOutcomeIsReturnedAndStored() throws Exception {
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            SendResult.Completed sent = assertInstanceOf(SendResult.Completed.class, send(fixture, MAIL));
            assertTrue(sent.stored());
            assertEquals(DeliveryState.ACCEPTED, sent.delivery().state());
            assertEquals(NOON, sent.delivery().acceptedAt());
            assertEquals(
                    sent.delivery(),
                    fixture.store.delivery(sent.delivery().id()).orElseThrow());
        }
    }

    @Test
    void aRefusedMessageIsARefusedDelivery() throws Exception {
        Outcome refused = new Outcome.Refused(
                Outcome.SmtpStage.RCPT, SmtpReply.parse(550, "550 5.1.1 no such user"), FailureReason.MAILBOX_GONE);
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> refused), SendingFixture.QUICK)) {
            SendResult sent = send(fixture, MAIL);
            assertEquals(DeliveryState.REFUSED, sent.delivery().state());
            assertEquals(
                    sent.delivery(),
                    fixture.store.delivery(sent.delivery().id()).orElseThrow());
        }
    }

    @Test
    void aWaitingCallerGetsAnyServerFailureAndTheDeliveryIsFinal() throws Exception {
        Outcome unreachable = new Outcome.Failed(
                Outcome.Reason.UNREACHABLE, Outcome.SmtpStage.CONNECT, "nobody answers at localhost:25");
        try (SendingFixture fixture =
                new SendingFixture(home, new Recorder(mail -> unreachable), SendingFixture.QUICK)) {
            assertEquals(
                    DeliveryState.FAILED,
                    assertInstanceOf(SendResult.Completed.class, send(fixture, MAIL))
                            .delivery()
                            .state());
            assertEquals(List.of(), fixture.store.messages().queued(null, null, 10));
        }
    }

    @Test
    void aTemporaryRefusalLeavesTheMessageInTheOutbox() throws Exception {
        Outcome later = Recorder.temporary("450 4.2.0 mailbox busy");
        try (SendingFixture fixture =
                new SendingFixture(home, new Recorder(mail -> later), RetrySchedule.of(java.time.Duration.ofDays(4)))) {
            SendResult.Pending sent = assertInstanceOf(SendResult.Pending.class, send(fixture, MAIL));
            assertEquals(DeliveryState.DEFERRED, sent.delivery().state());
            assertEquals("450 4.2.0 mailbox busy", sent.delivery().detail());
        }
    }

    @Test
    void afterTheTimeoutTheResultIsPendingAndTheMessageIsStillSent() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            try {
                slow.await();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
            return ACCEPTED;
        });
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            assertEquals(
                    DeliveryState.SENDING,
                    assertInstanceOf(SendResult.Pending.class, send(fixture, MAIL))
                            .delivery()
                            .state());
            slow.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void whenTooManyCallersWaitTheMessageIsQueuedAtOnce() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            try {
                slow.await();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
            return ACCEPTED;
        });
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            SendResult sent = null;
            for (int i = 0; i < 1_100 && sent == null; i++) {
                sent = fixture.immediateSender.send(MAIL, null).getNow(null);
            }
            assertEquals(
                    DeliveryState.QUEUED,
                    assertInstanceOf(SendResult.Pending.class, sent).delivery().state());
            slow.countDown();
        }
    }

    @Test
    void withoutTheDatabaseNothingIsSent() {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixture.store.close();
            assertThrows(StoreUnavailableException.class, () -> send(fixture, MAIL));
            assertEquals(List.of(), server.mails());
        }
    }

    @Test
    void anOutcomeThatCannotBeStoredIsReturnedAndTheMessageIsSentAgain() throws Exception {
        List<Store> stores = new ArrayList<>();
        Recorder server = new Recorder(mail -> {
            stores.get(0).close();
            return ACCEPTED;
        });
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            stores.add(fixture.store);
            SendResult.Completed sent = assertInstanceOf(SendResult.Completed.class, send(fixture, MAIL));
            assertFalse(sent.stored());
            assertEquals(DeliveryState.ACCEPTED, sent.delivery().state());
        }
        Recorder again = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, again, SendingFixture.QUICK)) {
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
        }
        assertEquals(server.mails(), again.mails(), "the same Message-ID, and every other byte");
    }

    @Test
    void aMessageToASuppressedRecipientIsStoredAsSuppressedAndNotSent() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixture.suppress(MAIL.to(), new Suppression(Scope.ALL, "by letter", NOON));
            SuppressedRecipientException unwanted =
                    assertThrows(SuppressedRecipientException.class, () -> send(fixture, MAIL));
            assertEquals(DeliveryState.SUPPRESSED, unwanted.delivery().state());
            assertEquals(
                    Optional.of(unwanted.delivery()),
                    fixture.store.delivery(unwanted.delivery().id()));
            assertEquals(List.of(), server.mails());
        }
    }

    @Test
    void anUnsubscribedRecipientStillGetsMessagesThatAreNotBulk() throws SuppressedRecipientException {
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            fixture.suppress(MAIL.to(), new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON));
            assertEquals(DeliveryState.ACCEPTED, send(fixture, MAIL).delivery().state());
            MailMessage bulk = new MailMessage(MAIL.to(), "Hi", "<p>Hello</p>", null, null, true);
            assertThrows(SuppressedRecipientException.class, () -> send(fixture, bulk));
        }
    }

    @Test
    void aRecipientWhoUnsubscribesAfterTheSubmissionDoesNotGetTheMessage() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixture.suppress(MAIL.to(), new Suppression(Scope.ALL, "by letter", NOON));
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hello</p>", null),
                    null,
                    List.of(SendingFixture.recipient("ann@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.SUPPRESSED).size() == 1);
            assertEquals(List.of(), server.mails());
            assertEquals(0, fixture.store.recount().different());
        }
    }

    @Test
    void bulkIsTrueOrFalse() {
        assertTrue(bulk("true").bulk());
        assertFalse(bulk("false").bulk());
        assertFalse(bulk(null).bulk());
        assertEquals(
                "bulk",
                assertThrows(InvalidInputException.class, () -> bulk("yes")).field());
    }

    @Test
    void aReceiptIsForOneRecipientOfMailThatIsNotBulk() {
        assertTrue(receipt("true", "false").receipt());
        assertFalse(receipt(null, "true").receipt());
        for (String bulk : List.of("true", "no")) {
            assertThrows(InvalidInputException.class, () -> receipt("true", bulk));
        }
        assertEquals(
                "receipt",
                assertThrows(InvalidInputException.class, () -> receipt("true", "true"))
                        .field());
        assertEquals(
                "receipt",
                assertThrows(InvalidInputException.class, () -> receipt("yes", null))
                        .field());
    }

    private static MailMessage receipt(@Nullable String receipt, @Nullable String bulk) {
        return new TrackRequest("ann@example.com", "Hi", null, "text", null, bulk, null, receipt).mail(null);
    }

    private static SendResult send(SendingFixture fixture, MailMessage mail) throws SuppressedRecipientException {
        return fixture.immediateSender.send(mail, null).join();
    }

    private static MailMessage bulk(@Nullable String bulk) {
        return new TrackRequest("ann@example.com", "Hi", null, "text", null, bulk, null, null).mail(null);
    }

    @Test
    void aRequestWithoutABodyGetsTheDefaultMessage() {
        MailMessage mail = new TrackRequest("ann@example.com", null, null, null, null).mail(null);
        assertTrue(String.valueOf(mail.html()).contains("<body"), mail.html());
        assertFalse(mail.subject().isBlank());
        assertEquals(
                "",
                new TrackRequest("ann@example.com", null, null, "text", null)
                        .mail(null)
                        .subject());
    }

    @Test
    void theRecipientIsTheRequestedOneOrTheDefault() {
        EmailAddress fallback = EmailAddress.parse("bob@example.com");
        assertEquals(fallback, request(null).mail(fallback).to());
        assertEquals(
                "ann@example.com",
                request("ann@example.com").mail(fallback).to().toString());
        assertEquals(
                "to",
                assertThrows(InvalidInputException.class, () -> request(null).mail(null))
                        .field());
        assertEquals(
                "to",
                assertThrows(InvalidInputException.class, () -> request("ann").mail(fallback))
                        .field());
    }

    private static TrackRequest request(@Nullable String to) {
        return new TrackRequest(to, "Hi", null, "text", null);
    }
}
