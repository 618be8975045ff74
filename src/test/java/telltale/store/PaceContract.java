package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.SendWindow;
import telltale.store.Admission.Decision;

/** What every database must guarantee about mails that wait for the pace of their providers. */
public abstract class PaceContract extends OutboxFixture {
    protected static final Lane SLOW = new Lane("main", "slow.example");
    private static final long ALL = Long.MAX_VALUE;

    @Test
    void mailsThatWaitInALaneDoNotKeepOthersFromBeingClaimed() {
        List<NewDelivery> slow = deliveries("slow.example", 1_500, 0);
        List<NewDelivery> others = deliveries("example.com", 5, 2);
        outbox.enqueue(message(null), 0, slow);
        outbox.enqueue(message(null), 0, others);
        List<ClaimedDelivery> claimed = outbox.claim(NOON.plusSeconds(9), 10, ALL, PaceContract::slowWaits);
        assertEquals(ids(others), claimed.stream().map(ClaimedDelivery::id).toList());
        assertEquals(List.of(SLOW), outbox.lanes());
        assertEquals(Optional.empty(), outbox.nextDue());
        assertEquals(DeliveryState.QUEUED, state(slow.get(0).id()));
        assertNoDifference();
    }

    @Test
    void mailsAreClaimedFromTheirLaneLongestWaitingFirst() {
        List<NewDelivery> slow = deliveries("slow.example", 5, 0);
        outbox.enqueue(message(null), 0, slow);
        outbox.claim(NOON.plusSeconds(9), 10, ALL, PaceContract::slowWaits);
        Instant now = NOON.plusSeconds(10);
        List<ClaimedDelivery> first = outbox.claimWaiting(SLOW, now, 2, ALL, Admission.ALL);
        assertEquals(
                ids(slow).subList(0, 2), first.stream().map(ClaimedDelivery::id).toList());
        assertEquals(DeliveryState.SENDING, state(first.get(0).id()));
        outbox.requeue(first, SLOW, now);
        assertEquals(5, outbox.claimWaiting(SLOW, now, 9, ALL, Admission.ALL).size());
        assertEquals(List.of(), outbox.lanes());
        assertNoDifference();
    }

    @Test
    void mailsThatLeaveTheirLaneAreDueAsBefore() {
        outbox.enqueue(message(null), 0, deliveries("slow.example", 5, 0));
        outbox.claim(NOON.plusSeconds(9), 10, ALL, PaceContract::slowWaits);
        assertEquals(3, outbox.leave(SLOW, 3));
        assertEquals(Optional.of(NOON), outbox.nextDue());
        assertEquals(3, outbox.claim(NOON.plusSeconds(9), 10).size());
        assertEquals(List.of(SLOW), outbox.lanes());
    }

    @Test
    void aMailThatWaitsInALaneCanBeCancelled() {
        StoredMessage message = message(null);
        NewDelivery slow = delivery("ann@slow.example", NOON);
        outbox.enqueue(message, 0, List.of(slow));
        outbox.claim(NOON, 10, ALL, PaceContract::slowWaits);
        assertEquals(1, messages.cancel(message.id(), NOON));
        assertEquals(DeliveryState.CANCELLED, state(slow.id()));
        assertEquals(List.of(), outbox.lanes());
        assertNoDifference();
    }

    @Test
    void aMailIsStoredWithItsHoursAndCanBeDueLater() {
        SendWindow hours = SendWindow.parse("13:00-14:00 UTC");
        NewDelivery delivery = delivery("ann@example.com", NOON).within(hours);
        outbox.enqueue(message(null), 0, List.of(delivery));
        Admission byHours =
                mail -> new Decision.Later(Objects.requireNonNull(mail.window()).next(NOON));
        assertEquals(List.of(), outbox.claim(NOON, 10, ALL, byHours));
        Instant opening = NOON.plus(Duration.ofHours(1));
        assertEquals(Optional.of(opening), outbox.nextDue());
        ClaimedDelivery claimed = outbox.claim(opening, 10).get(0);
        assertEquals(hours, claimed.window());
    }

    @Test
    void aRateIsStoredChangedAndLifted() {
        Pace pace = pace(3_600);
        store.paces().change(SLOW, before -> Optional.of(pace));
        assertEquals(List.of(pace), store.paces().all());
        assertEquals(1, store.paces().take(SLOW, 10, NOON));
        assertEquals(0, store.paces().take(SLOW, 10, NOON));
        store.paces().giveBack(SLOW, 1, NOON);
        assertEquals(1, store.paces().take(SLOW, 10, NOON));
        store.paces().change(SLOW, before -> Optional.empty());
        assertEquals(List.of(), store.paces().all());
        assertEquals(10, store.paces().take(SLOW, 10, NOON), "a lane without a limit");
    }

    @Test
    void theQuotaOfASenderBeginsAnewAtMidnight() {
        SendingQuota quota = store.sendingQuota();
        Instant evening = Instant.parse("2026-12-01T23:59:59Z");
        Instant morning = evening.plusSeconds(1);
        assertEquals(50, quota.reserveOfSender("news.example.com", 80, 50, evening));
        assertEquals(0, quota.reserveOfSender("news.example.com", 1, 50, evening));
        assertEquals(30, quota.reserveOfSender("other.example.com", 30, 50, evening));
        quota.releaseOfSender("news.example.com", 10, evening);
        assertEquals(10, quota.reserveOfSender("news.example.com", 80, 50, evening));
        assertEquals(80, quota.reserveOfSender("news.example.com", 80, 100, morning));
        assertEquals(50, quota.usedOfSender("news.example.com", evening));
        assertEquals(80, quota.usedOfSender("news.example.com", morning));
    }

    /** A rate without a pause. */
    protected static Pace pace(long perHour) {
        return new Pace(SLOW, perHour, perHour, Duration.ofMinutes(1), NOON, NOON, NOON, NOON, "421 4.7.0 slow down");
    }

    private static Decision slowWaits(ClaimedDelivery mail) {
        return mail.to().asciiDomain().equals(SLOW.provider()) ? new Decision.Wait(SLOW) : new Decision.Claim();
    }

    private List<NewDelivery> deliveries(String domain, int count, int second) {
        return IntStream.range(0, count)
                .mapToObj(i -> delivery(
                        "r" + i + "@" + domain, NOON.plusSeconds(second).plusMillis(i)))
                .toList();
    }

    private static List<DeliveryId> ids(List<NewDelivery> deliveries) {
        return deliveries.stream().map(NewDelivery::id).toList();
    }
}
