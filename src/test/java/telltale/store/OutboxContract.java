package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;

/** The contract of the outbox, leases, quota, messages and templates with every database. */
public abstract class OutboxContract {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;
    protected Outbox outbox;
    protected NodeLeases leases;
    protected Messages messages;

    /** Opens the store under test. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        outbox = store.outbox();
        leases = store.nodeLeases();
        messages = store.messages();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aStoredMessageAndItsAttachmentsAreReadUnchanged() {
        ImmutableBytes file = octets("file ".repeat(1000));
        StoredMessage message = new StoredMessage(
                Uuid7.at(NOON, random),
                "spring",
                octets("Grüße"),
                List.of(file, octets("other"), file),
                octets("key"),
                -5);
        outbox.enqueue(message, 0, List.of(delivery("ann@example.com", NOON)));

        assertEquals(Optional.of(message), messages.message(message.id()));
        assertEquals(Optional.of(message), messages.byIdempotencyKey(octets("key")));
        assertEquals(Optional.empty(), messages.byIdempotencyKey(octets("another")));
    }

    @Test
    void aPositionOfAMessageIsQueuedOnce() {
        StoredMessage message = message("key");
        List<NewDelivery> first = List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON));
        List<NewDelivery> again = List.of(delivery("b@example.com", NOON), delivery("c@example.com", NOON));

        List<EnqueueResult> results = outbox.enqueue(message, 0, first);
        List<EnqueueResult> repeated = outbox.enqueue(message, 1, again);

        assertEquals(results.get(1), repeated.get(0));
        assertEquals(again.get(1).id(), repeated.get(1).id());
        assertEquals(3, messages.progress(message.id()).orElseThrow().total());
        assertEquals(
                List.of(false),
                outbox.enqueue(message, 0, List.of(delivery("d@example.com", NOON))).stream()
                        .map(EnqueueResult::same)
                        .toList(),
                "another one at the same place");
    }

    @Test
    void anIdempotencyKeyBelongsToOneMessage() {
        outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        assertThrows(
                IdempotencyKeyTakenException.class,
                () -> outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON))));
    }

    @Test
    void onlyDueDeliveriesAreClaimedAndOnce() {
        StoredMessage message = message(null);
        outbox.enqueue(
                message,
                0,
                List.of(
                        delivery("late@example.com", NOON.minusSeconds(1)),
                        delivery("early@example.com", NOON.minusSeconds(2)),
                        delivery("later@example.com", NOON.plusSeconds(1))));

        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);

        assertEquals(
                List.of("early@example.com", "late@example.com"),
                claimed.stream().map(mail -> mail.to().toString()).toList());
        assertEquals(1, claimed.get(0).attempt());
        assertEquals(NOON, claimed.get(0).beganAt());
        assertEquals(List.of(), outbox.claim(NOON, 10));
        assertEquals(Optional.of(NOON.plusSeconds(1)), outbox.nextDue());
        assertEquals(Optional.of(claimed.get(0)), outbox.claimed(claimed.get(0).id()));
        assertNoDifference();
    }

    @Test
    void aResultEndsADeliveryAndADeferredOneIsClaimedAgain() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);
        AttemptResult accepted = attempt(claimed.get(0), DeliveryState.ACCEPTED, null);
        AttemptResult deferred = attempt(claimed.get(1), DeliveryState.DEFERRED, NOON.plusSeconds(60));

        assertEquals(List.of(), outbox.recordResults(List.of(accepted, deferred)));

        assertEquals(DeliveryState.ACCEPTED, state(claimed.get(0).id()));
        assertEquals(DeliveryState.DEFERRED, state(claimed.get(1).id()));
        QueuedDelivery waiting = messages.queued(null, null, 10).get(0);
        assertEquals(NOON.plusSeconds(60), waiting.dueAt());
        assertEquals("4.2.0", waiting.status());
        ClaimedDelivery again = outbox.claim(NOON.plusSeconds(60), 10).get(0);
        assertEquals(2, again.attempt());
        assertEquals(NOON, again.beganAt());
        assertNoDifference();
    }

    @Test
    void manyDeliveriesAreQueuedClaimedAndRecordedLikeOne() {
        List<NewDelivery> many = IntStream.range(0, 123)
                .mapToObj(number -> delivery("reader" + number % 70 + "@example.com", NOON.plusMillis(number)))
                .toList();
        List<NewDelivery> first = many.subList(40, 100);
        StoredMessage message = message("key");
        outbox.enqueue(message, 40, first);

        List<EnqueueResult> results = outbox.enqueue(message, 0, many);
        List<ClaimedDelivery> claimed = outbox.claim(NOON.plusSeconds(1), 200);
        List<AttemptResult> attempts = new ArrayList<>();
        for (ClaimedDelivery mail : claimed) {
            attempts.add(
                    attempt(mail, attempts.size() % 3 == 0 ? DeliveryState.REFUSED : DeliveryState.ACCEPTED, null));
        }
        AttemptResult unclaimed = new AttemptResult(id(), 1, DeliveryState.ACCEPTED, NOON, "250", null, null);
        attempts.add(60, unclaimed);

        assertEquals(
                many.stream().map(NewDelivery::id).toList(),
                results.stream().map(EnqueueResult::id).toList());
        assertEquals(results.stream().map(EnqueueResult::id).toList(), ids(claimed));
        assertEquals(
                many.stream().map(one -> one.to() + " " + one.data()).toList(),
                claimed.stream().map(one -> one.to() + " " + one.data()).toList());
        assertEquals(List.of(unclaimed.id()), outbox.recordResults(attempts));
        for (int i = 0; i < claimed.size(); i++) {
            assertEquals(
                    i % 3 == 0 ? DeliveryState.REFUSED : DeliveryState.ACCEPTED,
                    state(claimed.get(i).id()));
        }
        Map<DeliveryState, Long> progress =
                messages.progress(message.id()).orElseThrow().deliveries();
        assertEquals(Map.of(DeliveryState.REFUSED, 41L, DeliveryState.ACCEPTED, 82L), progress);
        assertNoDifference();
    }

    private static List<DeliveryId> ids(List<ClaimedDelivery> mails) {
        return mails.stream().map(ClaimedDelivery::id).toList();
    }

    @Test
    void theResultOfAnEarlierAttemptIsIgnored() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON)));
        ClaimedDelivery first = outbox.claim(NOON, 1).get(0);
        assertEquals(1, leases.recoverOwn(NOON, id -> false));
        ClaimedDelivery second = outbox.claim(NOON, 1).get(0);

        assertEquals(List.of(first.id()), outbox.recordResults(List.of(attempt(first, DeliveryState.REFUSED, null))));
        assertEquals(DeliveryState.SENDING, state(first.id()));
        assertEquals(List.of(), outbox.recordResults(List.of(attempt(second, DeliveryState.ACCEPTED, null))));
        assertNoDifference();
    }

    @Test
    void anInterruptedDeliveryIsDueAgainWithAReason() {
        NewDelivery begun = new NewDelivery(
                id(), EmailAddress.parse("a@example.com"), "Hi", ImmutableBytes.NONE, 0, DeliveryState.SENDING, NOON);
        outbox.enqueue(message(null), 0, List.of(begun));
        assertEquals(Optional.empty(), outbox.nextDue());

        assertEquals(1, leases.recoverOwn(NOON, id -> false));
        assertEquals(0, leases.recoverOwn(NOON, id -> false));

        QueuedDelivery waiting = messages.queued(null, null, 10).get(0);
        assertEquals(DeliveryState.DEFERRED, waiting.state());
        assertTrue(String.valueOf(waiting.detail()).startsWith("in doubt"), waiting::toString);
        assertNoDifference();
    }

    @Test
    void onlyAMailWhosePreparationEndsTheProcessTwiceIsSetAside() {
        outbox.enqueue(
                message(null), 0, List.of(delivery("poison@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> first = outbox.claim(NOON, 10);
        assertFalse(first.get(0).isSuspect());
        assertEquals(2, leases.recoverOwn(NOON, id -> false));
        for (int crash = 1; crash <= Outbox.MAX_LOST_ATTEMPTS; crash++) {
            List<ClaimedDelivery> suspects = outbox.claim(NOON, 10);
            assertEquals(
                    List.of(true, true),
                    suspects.stream().map(ClaimedDelivery::isSuspect).toList());
            outbox.countLostAttempt(suspects.stream()
                    .filter(mail -> mail.to().toString().startsWith("poison"))
                    .findFirst()
                    .orElseThrow());
            leases.recoverOwn(NOON, id -> false);
        }

        ClaimedDelivery other = outbox.claim(NOON, 10).get(0);

        assertEquals("b@example.com", other.to().toString());
        assertEquals(Optional.empty(), outbox.claim(NOON, 10).stream().findFirst());
        Delivery poison = store.delivery(first.get(0).id()).orElseThrow();
        assertEquals(DeliveryState.FAILED, poison.state());
        assertTrue(String.valueOf(poison.detail()).startsWith("set aside: two attempts"), poison::toString);
        assertNoDifference();
    }

    @Test
    void aMailBeingPreparedAtTheFirstCrashIsSetAsideAfterTheSecond() {
        outbox.enqueue(
                message(null), 0, List.of(delivery("poison@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> first = outbox.claim(NOON, 10);
        DeliveryId poison = first.stream()
                .filter(mail -> mail.to().toString().startsWith("poison"))
                .findFirst()
                .orElseThrow()
                .id();
        leases.recoverOwn(NOON, id -> false, poison::equals);
        List<ClaimedDelivery> suspects = outbox.claim(NOON, 10);
        assertEquals(
                Map.of("poison@example.com", 2, "b@example.com", 1),
                suspects.stream().collect(Collectors.toMap(mail -> mail.to().toString(), ClaimedDelivery::suspicion)));
        suspects.stream().filter(mail -> mail.id().equals(poison)).forEach(outbox::countLostAttempt);

        leases.recoverOwn(NOON, id -> false, poison::equals);

        assertEquals(DeliveryState.FAILED, state(poison));
        ClaimedDelivery other = outbox.claim(NOON, 10).get(0);
        assertEquals("b@example.com", other.to().toString());
        assertEquals(1, other.suspicion(), "it was not being prepared");
        assertNoDifference();
    }

    @Test
    void aMailBeingPreparedAtACrashAndPreparedAfterwardsIsSent() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON)));
        outbox.claim(NOON, 1);
        leases.recoverOwn(NOON, id -> false, id -> true);
        ClaimedDelivery mail = outbox.claim(NOON, 1).get(0);
        outbox.countLostAttempt(mail);
        outbox.clearLostAttempts(mail);
        leases.recoverOwn(NOON, id -> false);
        assertEquals(1, outbox.claim(NOON, 1).get(0).suspicion(), "what it was suspected of is disproved");
    }

    @Test
    void aProcessKilledRepeatedlyDuringSmtpSetsNoMailAside() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON)));
        for (int kill = 0; kill < 10; kill++) {
            ClaimedDelivery mail = outbox.claim(NOON, 10).get(0);
            if (mail.isSuspect()) {
                outbox.countLostAttempt(mail);
                outbox.clearLostAttempts(mail);
            }
            assertEquals(1, leases.recoverOwn(NOON, id -> false));
        }
        ClaimedDelivery mail = outbox.claim(NOON, 10).get(0);
        assertTrue(mail.isSuspect());
        outbox.recordResults(List.of(attempt(mail, DeliveryState.DEFERRED, NOON)));
        assertFalse(outbox.claim(NOON, 10).get(0).isSuspect(), "an outcome ends the suspicion");
    }

    @Test
    void aClaimEndsAtItsMaximumSize() {
        outbox.enqueue(
                message(null),
                0,
                List.of(
                        delivery("a@example.com", NOON),
                        delivery("b@example.com", NOON),
                        delivery("c@example.com", NOON)));
        int one = octets("for a@example.com").size();
        assertEquals(2, outbox.claim(NOON, 10, one + 1).size());
        assertEquals(1, outbox.claim(NOON, 10, 1).size());
    }

    @Test
    void theStoredSizeOfAMessageIncludesItsAttachments() {
        byte[] noise = new byte[10_000];
        random.nextBytes(noise);
        StoredMessage message = new StoredMessage(
                Uuid7.at(NOON, random), null, octets("content"), List.of(new ImmutableBytes(noise)), null, 1);
        assertEquals(0, messages.storedBytes(message.id()));
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        assertTrue(messages.storedBytes(message.id()) >= noise.length);
    }

    @Test
    void aSuppressedDeliveryIsStoredAndNeverDue() {
        StoredMessage message = message("key");
        NewDelivery unwanted = delivery("a@example.com", NOON).suppressed("the recipient gets no mail");
        List<EnqueueResult> results = outbox.enqueue(message, 0, List.of(unwanted));

        assertEquals(
                List.of(new EnqueueResult(unwanted.id(), DeliveryState.SUPPRESSED, "the recipient gets no mail", true)),
                results);
        assertEquals(results, outbox.enqueue(message, 0, List.of(unwanted)));
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(9), 10));
        assertEquals(List.of(), messages.queued(null, null, 10));
        assertEquals(
                "the recipient gets no mail",
                store.delivery(unwanted.id()).orElseThrow().detail());
        Instant later = NOON.plus(Duration.ofDays(7));
        assertEquals(1, messages.purge(later, later, 10));
        assertNoDifference();
    }

    @Test
    void aRequeuedDeliveryHasNoAttemptCountedAndItsFormerState() {
        NewDelivery delivery = delivery("a@example.com", NOON);
        outbox.enqueue(message(null), 0, List.of(delivery));
        outbox.requeue(outbox.claim(NOON, 1), NOON.plusSeconds(1));
        assertEquals(
                DeliveryState.QUEUED,
                store.delivery(delivery.id()).orElseThrow().state());
        assertEquals(1, outbox.claim(NOON.plusSeconds(1), 1).get(0).attempt());
        assertNoDifference();
    }

    @Test
    void cancellingAMessageKeepsDeliveriesThatAreBeingSent() {
        StoredMessage message = message(null);
        outbox.enqueue(
                message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON.plusSeconds(9))));
        outbox.claim(NOON, 1);

        assertEquals(1, messages.cancel(message.id(), NOON));

        assertEquals(
                Map.of(DeliveryState.SENDING, 1L, DeliveryState.CANCELLED, 1L),
                messages.progress(message.id()).orElseThrow().deliveries());
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(10), 10));
        assertNoDifference();
    }

    @Test
    void queuedDeliveriesAreListedPageByPage() {
        StoredMessage message = message(null);
        List<NewDelivery> many = IntStream.range(0, 25)
                .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                .toList();
        outbox.enqueue(message, 0, many);
        outbox.enqueue(message(null), 0, List.of(delivery("other@example.com", NOON)));
        List<DeliveryId> seen = new ArrayList<>();
        DeliveryId after = null;
        for (List<QueuedDelivery> page = messages.queued(message.id(), after, 10);
                !page.isEmpty();
                page = messages.queued(message.id(), after, 10)) {
            page.forEach(waiting -> seen.add(waiting.id()));
            after = seen.get(seen.size() - 1);
        }
        assertEquals(many.stream().map(NewDelivery::id).sorted().toList(), seen);
    }

    @Test
    void theQuotaHoldsForAny24Hours() {
        assertEquals(80, store.sendingQuota().reserve(80, 100, NOON));
        assertEquals(20, store.sendingQuota().reserve(50, 100, NOON.plus(Duration.ofHours(3))));
        assertEquals(0, store.sendingQuota().reserve(1, 100, NOON.plus(Duration.ofHours(23))));
        store.sendingQuota().release(5, NOON.plus(Duration.ofHours(23)));
        assertEquals(5, store.sendingQuota().reserve(10, 100, NOON.plus(Duration.ofHours(23))));
        assertEquals(80, store.sendingQuota().reserve(100, 100, NOON.plus(Duration.ofHours(24))));
    }

    @Test
    void contentIsPurgedAfterTheLastResultAndTheDeliveryStays() {
        ImmutableBytes file = octets("file");
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, random), null, octets("content"), List.of(file), null, 0);
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);
        Instant later = NOON.plus(Duration.ofDays(7));
        outbox.recordResults(List.of(attempt(claimed.get(0), DeliveryState.ACCEPTED, null)));
        assertEquals(0, messages.purge(later, later, 10), "one is under way");
        outbox.recordResults(List.of(attempt(claimed.get(1), DeliveryState.REFUSED, null)));
        assertEquals(0, messages.purge(NOON, NOON, 10), "it is not old enough");

        assertEquals(1, messages.purge(later, later, 10));

        assertEquals(Optional.empty(), messages.message(message.id()));
        assertEquals(Optional.empty(), messages.progress(message.id()));
        assertEquals(DeliveryState.ACCEPTED, state(claimed.get(0).id()));
    }

    @Test
    void aMessageWithAnIdempotencyKeyStaysWhileTheKeyMayBeRepeated() {
        outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        outbox.recordResults(List.of(attempt(outbox.claim(NOON, 1).get(0), DeliveryState.ACCEPTED, null)));
        Instant later = NOON.plus(Duration.ofDays(1));
        assertEquals(0, messages.purge(later, NOON, 10));
        assertEquals(1, messages.purge(later, later, 10));
    }

    @Test
    void templatesAreStoredByName() {
        store.templates().put("welcome", octets("one"), NOON);
        store.templates().put("welcome", octets("two"), NOON);
        store.templates().put("bye", octets("three"), NOON);
        assertEquals(List.of("bye", "welcome"), store.templates().names());
        assertEquals(Optional.of(octets("two")), store.templates().find("welcome"));
        assertTrue(store.templates().delete("welcome"));
        assertFalse(store.templates().delete("welcome"));
    }

    protected void assertNoDifference() {
        assertEquals(List.of(), store.recount().differences());
    }

    protected DeliveryState state(DeliveryId id) {
        return store.delivery(id).orElseThrow().state();
    }

    protected StoredMessage message(@Nullable String key) {
        return new StoredMessage(
                Uuid7.at(NOON, random), "spring", octets("content"), List.of(), key == null ? null : octets(key), 1);
    }

    protected NewDelivery delivery(String to, Instant due) {
        ImmutableBytes data = octets("for " + to);
        return new NewDelivery(id(), EmailAddress.parse(to), "Hi", data, data.hashCode(), DeliveryState.QUEUED, due);
    }

    private DeliveryId id() {
        return new DeliveryId(Uuid7.at(NOON, random));
    }

    protected static AttemptResult attempt(ClaimedDelivery mail, DeliveryState state, @Nullable Instant retryAt) {
        return new AttemptResult(mail.id(), mail.attempt(), state, NOON, "450 4.2.0 later", "4.2.0", retryAt);
    }

    protected static ImmutableBytes octets(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
