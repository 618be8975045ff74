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
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Outcome;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

class ImmediateSenderTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted(NOON, "250 ok");
    private static final MailMessage MAIL =
            new MailMessage(EmailAddress.parse("ann@example.com"), "Hi", "<p>Hello</p>", null, "spring");

    @TempDir
    Path home;

    @Test
    void theDeliveryIsStoredBeforeTheMailLeaves() throws Exception {
        List<Delivery> storedWhenTheMailLeft = new ArrayList<>();
        List<SendingFixture> offices = new ArrayList<>();
        Recorder server = new Recorder(mail -> {
            storedWhenTheMailLeft.addAll(offices.get(0).in(DeliveryState.SENDING));
            return ACCEPTED;
        });
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            offices.add(office);
            send(office, MAIL);
            assertEquals(1, storedWhenTheMailLeft.size());
        }
    }

    @Test
    void whatHadNoPixelIsRememberedAsSuch() throws Exception {
        try (SendingFixture office = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            DeliveryId tracked = send(office, MAIL).delivery().id();
            office.store.persons().setTracked(tracked, false, NOON);
            DeliveryId plain = send(office, MAIL).delivery().id();
            assertTrue(office.store.activity(tracked).orElseThrow().evidence().isTracked());
            assertFalse(office.store.activity(plain).orElseThrow().evidence().isTracked());
        }
    }

    @Test
    void theOutcomeIsAnsweredAndStored() throws Exception {
        try (SendingFixture office = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            SendResult.Ended sent = assertInstanceOf(SendResult.Ended.class, send(office, MAIL));
            assertTrue(sent.remembered());
            assertEquals(DeliveryState.ACCEPTED, sent.delivery().state());
            assertEquals(NOON, sent.delivery().acceptedAt());
            assertEquals(
                    sent.delivery(), office.store.delivery(sent.delivery().id()).orElseThrow());
        }
    }

    @Test
    void aRefusedMailIsARefusedDelivery() throws Exception {
        Outcome refused = new Outcome.Refused(Outcome.SmtpStage.RCPT, 550, "550 5.1.1 no such user");
        try (SendingFixture office = new SendingFixture(home, new Recorder(mail -> refused), SendingFixture.QUICK)) {
            SendResult sent = send(office, MAIL);
            assertEquals(DeliveryState.REFUSED, sent.delivery().state());
            assertEquals(
                    sent.delivery(), office.store.delivery(sent.delivery().id()).orElseThrow());
        }
    }

    @Test
    void whoWaitsIsToldWhatIsWrongWithTheServerAndNothingGoesOnInTheBackground() throws Exception {
        Outcome unreachable = new Outcome.Failed(
                Outcome.Reason.UNREACHABLE, Outcome.SmtpStage.CONNECT, "nobody answers at localhost:25");
        try (SendingFixture office =
                new SendingFixture(home, new Recorder(mail -> unreachable), SendingFixture.QUICK)) {
            assertEquals(
                    DeliveryState.FAILED,
                    assertInstanceOf(SendResult.Ended.class, send(office, MAIL))
                            .delivery()
                            .state());
            assertEquals(List.of(), office.store.messages().queued(null, null, 10));
        }
    }

    @Test
    void aServerThatSaysLaterLeavesTheMailInTheOutbox() throws Exception {
        Outcome later = new Outcome.Failed(Outcome.Reason.TEMPORARY, Outcome.SmtpStage.RCPT, "450 4.2.0 mailbox busy");
        try (SendingFixture office =
                new SendingFixture(home, new Recorder(mail -> later), RetrySchedule.of(java.time.Duration.ofDays(4)))) {
            SendResult.Held sent = assertInstanceOf(SendResult.Held.class, send(office, MAIL));
            assertEquals(DeliveryState.DEFERRED, sent.delivery().state());
            assertEquals("450 4.2.0 mailbox busy", sent.delivery().detail());
        }
    }

    @Test
    void whoHasWaitedLongEnoughIsToldThatTheOutboxHoldsTheMailAndItArrivesAllTheSame() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            try {
                slow.await();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
            return ACCEPTED;
        });
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            assertEquals(
                    DeliveryState.SENDING,
                    assertInstanceOf(SendResult.Held.class, send(office, MAIL))
                            .delivery()
                            .state());
            slow.countDown();
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void whenTooManyWaitAlreadyTheOutboxHoldsTheMailAtOnce() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            try {
                slow.await();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
            return ACCEPTED;
        });
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            SendResult sent = null;
            for (int i = 0; i < 1_100 && sent == null; i++) {
                sent = office.tracking.send(MAIL, null).getNow(null);
            }
            assertEquals(
                    DeliveryState.QUEUED,
                    assertInstanceOf(SendResult.Held.class, sent).delivery().state());
            slow.countDown();
        }
    }

    @Test
    void withTheDatabaseAwayNothingIsSent() {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            office.store.close();
            assertThrows(StoreUnavailableException.class, () -> send(office, MAIL));
            assertEquals(List.of(), server.mails());
        }
    }

    @Test
    void anOutcomeThatTheDatabaseDoesNotTakeIsStillAnsweredAndTheMailCountsAsInDoubt() throws Exception {
        List<Store> stores = new ArrayList<>();
        Recorder server = new Recorder(mail -> {
            stores.get(0).close();
            return ACCEPTED;
        });
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            stores.add(office.store);
            SendResult.Ended sent = assertInstanceOf(SendResult.Ended.class, send(office, MAIL));
            assertFalse(sent.remembered());
            assertEquals(DeliveryState.ACCEPTED, sent.delivery().state());
        }
        Recorder again = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, again, SendingFixture.QUICK)) {
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 1);
        }
        assertEquals(server.mails(), again.mails(), "the same Message-ID, and every other byte");
    }

    @Test
    void aMailThatItsRecipientDoesNotWantIsKeptAsSuppressedAndNotSent() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            office.suppress(MAIL.to(), new Suppression(Scope.ALL, "by letter", NOON));
            SuppressedRecipientException unwanted =
                    assertThrows(SuppressedRecipientException.class, () -> send(office, MAIL));
            assertEquals(DeliveryState.SUPPRESSED, unwanted.delivery().state());
            assertEquals(
                    Optional.of(unwanted.delivery()),
                    office.store.delivery(unwanted.delivery().id()));
            assertEquals(List.of(), server.mails());
        }
    }

    @Test
    void whoUnsubscribedStillGetsWhatIsMeantForOnePersonAlone() throws SuppressedRecipientException {
        try (SendingFixture office = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            office.suppress(MAIL.to(), new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON));
            assertEquals(DeliveryState.ACCEPTED, send(office, MAIL).delivery().state());
            MailMessage bulk = new MailMessage(MAIL.to(), "Hi", "<p>Hello</p>", null, null, true);
            assertThrows(SuppressedRecipientException.class, () -> send(office, bulk));
        }
    }

    @Test
    void whoLeavesAfterAMailWasTakenOnDoesNotGetIt() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            office.suppress(MAIL.to(), new Suppression(Scope.ALL, "by letter", NOON));
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hello</p>", null),
                    null,
                    List.of(SendingFixture.recipient("ann@example.com", Map.of())));
            SendingFixture.await(() -> office.in(DeliveryState.SUPPRESSED).size() == 1);
            assertEquals(List.of(), server.mails());
            assertEquals(0, office.store.recount().different());
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

    private static SendResult send(SendingFixture office, MailMessage mail) throws SuppressedRecipientException {
        return office.tracking.send(mail, null).join();
    }

    private static MailMessage bulk(@Nullable String bulk) {
        return new TrackRequest("ann@example.com", "Hi", null, "text", null, bulk).mail(null);
    }

    @Test
    void aRequestWithoutBodyGetsTheDefaultMail() {
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
    void theRecipientIsTheOneNamedOrTheDefaultOne() {
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
