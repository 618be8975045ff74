package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/** The contract of the outbox, leases and quota with every database. */
public abstract class OutboxContract extends OutboxFixture {
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
    void theQueueIsCountedByState() {
        outbox.enqueue(
                message(null),
                0,
                List.of(
                        delivery("a@example.com", NOON),
                        delivery("b@example.com", NOON),
                        delivery("c@example.com", NOON.plusSeconds(1))));
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);
        outbox.recordResults(List.of(attempt(claimed.get(0), DeliveryState.ACCEPTED, null)));

        assertEquals(Map.of(DeliveryState.QUEUED, 1L, DeliveryState.SENDING, 1L), outbox.countByState());
    }

    @Test
    void aResultEndsADeliveryAndADeferredOneIsClaimedAgain() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);
        AttemptResult accepted =
                attempt(claimed.get(0), DeliveryState.ACCEPTED, null).withQueueId("4Xb7Yk2LmPz1");
        AttemptResult deferred = attempt(claimed.get(1), DeliveryState.DEFERRED, NOON.plusSeconds(60));

        assertEquals(List.of(), outbox.recordResults(List.of(accepted, deferred)));

        assertEquals(DeliveryState.ACCEPTED, state(claimed.get(0).id()));
        assertEquals(
                "4Xb7Yk2LmPz1",
                store.delivery(claimed.get(0).id()).orElseThrow().queueId());
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
    void temporaryFailuresAreKeptInOrderWithTheirServers() {
        StoredMessage message = message(null).from("example.com");
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        for (int i = 0; i < 3; i++) {
            ClaimedDelivery claimed = outbox.claim(NOON.plusSeconds(i), 1).get(0);
            Instant at = NOON.plusSeconds(i);
            boolean isLast = i == 2;
            assertEquals(new MailOrigin("example.com", "spring", i == 2 ? "relay" : null), claimed.origin());
            outbox.recordResults(List.of(new AttemptResult(
                            claimed.id(),
                            claimed.attempt(),
                            isLast ? DeliveryState.ACCEPTED : DeliveryState.DEFERRED,
                            at,
                            isLast ? "250 ok" : "45" + i + " later",
                            i == 0 ? "4.2.0" : null,
                            isLast ? null : at.plusSeconds(1))
                    .by(i == 0 ? "main" : "relay", i == 1)));
        }
        DeliveryId id = store.deliveries(new DeliveryQuery(null, null, null, null, 1))
                .deliveries()
                .get(0)
                .id();

        assertEquals(
                new DeliveryHistory(
                        new DeliveryHistory.Content(message.id(), NOON.plusSeconds(2), false),
                        List.of(
                                new DeliveryHistory.Deferral(NOON, "4.2.0", "450 later", "main"),
                                new DeliveryHistory.Deferral(NOON.plusSeconds(1), null, "451 later", "relay")),
                        "relay"),
                outbox.history(id));
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
    void aRequeuedDeliveryIsQueuedWithoutAnAttemptCounted() {
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
    void aDeferredDeliveryThatIsRequeuedIsQueuedWithItsLastReply() {
        NewDelivery delivery = delivery("a@example.com", NOON);
        outbox.enqueue(message(null), 0, List.of(delivery));
        outbox.recordResults(List.of(attempt(outbox.claim(NOON, 1).get(0), DeliveryState.DEFERRED, NOON)));
        outbox.requeue(outbox.claim(NOON, 1), NOON);
        Delivery requeued = store.delivery(delivery.id()).orElseThrow();
        assertEquals(DeliveryState.QUEUED, requeued.state());
        assertEquals("450 4.2.0 later", requeued.detail());
        assertNoDifference();
    }

    @Test
    void theQuotaHoldsForAny24Hours() {
        assertEquals(80, store.sendingQuota().reserve("main", 80, 100, NOON));
        assertEquals(10, store.sendingQuota().reserve("relay", 20, 10, NOON), "of another server");
        assertEquals(80, store.sendingQuota().used("main", NOON));
        assertEquals(0, store.sendingQuota().used("unknown", NOON));
        assertEquals(20, store.sendingQuota().reserve("main", 50, 100, NOON.plus(Duration.ofHours(3))));
        assertEquals(0, store.sendingQuota().reserve("main", 1, 100, NOON.plus(Duration.ofHours(23))));
        store.sendingQuota().release("main", 5, NOON.plus(Duration.ofHours(23)));
        assertEquals(5, store.sendingQuota().reserve("main", 10, 100, NOON.plus(Duration.ofHours(23))));
        assertEquals(80, store.sendingQuota().reserve("main", 100, 100, NOON.plus(Duration.ofHours(24))));
    }
}
