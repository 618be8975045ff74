package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.Uuid7;
import telltale.store.CampaignHolds.Hold;

/** The contract of held campaigns with every database. */
public abstract class CampaignHoldsContract extends OutboxFixture {
    private static final double SHARE = 0.05;
    private static final int MIN = 500;

    private CampaignHolds holds;
    private int recipients;

    @BeforeEach
    void openHolds() {
        holds = store.campaignHolds();
    }

    @Test
    void aCampaignIsHeldWhoseShareOfMissingMailboxesReachesTheLimit() {
        send("spring", 475, 20, FailureReason.MAILBOX_GONE);
        send("spring", 0, 5, FailureReason.DOMAIN_GONE);

        Hold expected = new Hold("spring", NOON, 25, 500);
        assertEquals(List.of(expected), holds.holdWhereFailing(SHARE, MIN, NOON));
        assertEquals(Optional.of(expected), holds.hold("spring"));
        assertEquals(List.of(expected), holds.holds(List.of("autumn", "spring")));
        assertEquals(List.of(), holds.holdWhereFailing(SHARE, MIN, NOON.plusSeconds(1)), "it is held already");
        assertNoDifference();
    }

    @Test
    void aCampaignBelowTheLimitIsNotHeld() {
        send("few", 476, 24, FailureReason.MAILBOX_GONE);
        send("small", 399, 100, FailureReason.MAILBOX_GONE);
        send("blocked", 100, 400, FailureReason.REPUTATION);

        assertEquals(List.of(), holds.holdWhereFailing(SHARE, MIN, NOON));
        assertEquals(Optional.empty(), holds.hold("few"));
        assertFalse(holds.resume("few"));
        assertFalse(holds.resume("no such campaign"));
    }

    @Test
    void failuresAfterAnEarlierSearchAreFound() {
        send("spring", 476, 24, FailureReason.MAILBOX_GONE);
        assertEquals(List.of(), holds.holdWhereFailing(SHARE, MIN, NOON));
        send("spring", 0, 2, FailureReason.MAILBOX_GONE);
        assertEquals(List.of(new Hold("spring", NOON, 26, 502)), holds.holdWhereFailing(SHARE, MIN, NOON));
    }

    @Test
    void aResumedCampaignIsHeldAgainOnlyForWhatFailsAfterwards() {
        hold("spring");
        assertTrue(holds.resume("spring"));
        assertFalse(holds.resume("spring"));
        send("spring", 474, 20, FailureReason.MAILBOX_GONE);
        assertEquals(List.of(), holds.holdWhereFailing(SHARE, MIN, NOON), "there were less than 500 attempts");

        send("spring", 1, 5, FailureReason.MAILBOX_GONE);
        assertEquals(List.of(new Hold("spring", NOON, 25, 500)), holds.holdWhereFailing(SHARE, MIN, NOON));
    }

    @Test
    void mailsOfAHeldCampaignWaitUntilItIsResumed() {
        hold("spring");
        List<DeliveryId> held = queue("spring", 3);
        List<DeliveryId> others = queue("autumn", 1);
        assertEquals(others, claim(10));
        assertEquals(List.of(), claim(10));
        assertEquals(Optional.empty(), outbox.nextDue());
        assertEquals(0, holds.release(10), "it is still held");
        held.forEach(id -> assertEquals(DeliveryState.QUEUED, state(id)));
        messages.queued(null, null, 10)
                .forEach(mail -> assertEquals(held.contains(mail.id()), mail.isHeld(), mail::toString));

        assertTrue(holds.resume("spring"));
        assertEquals(2, holds.release(2));
        assertEquals(1, holds.release(2));
        assertEquals(0, holds.release(2));
        assertEquals(Optional.of(NOON), outbox.nextDue());
        assertEquals(
                held,
                claim(10).stream()
                        .sorted(Comparator.comparing(DeliveryId::value))
                        .toList());
        assertNoDifference();
    }

    @Test
    void aHeldCampaignWithManyMailsDelaysNoOther() {
        hold("spring");
        queue("spring", 3_000);
        List<DeliveryId> other = queue("autumn", 1);
        assertEquals(other, claim(1));
        assertEquals(List.of(), claim(1));
    }

    @Test
    void tenThousandHeldMailsAreReleasedInSteps() {
        hold("spring");
        queue("spring", 10_000);
        assertEquals(List.of(), claim(100));
        holds.resume("spring");
        int released = 0;
        for (int some = holds.release(1_000); some > 0; some = holds.release(1_000)) {
            assertEquals(1_000, some);
            released += some;
        }
        assertEquals(10_000, released);
        assertEquals(10_000, claim(20_000).size());
        assertNoDifference();
    }

    @Test
    void aMailThatIsBeingSentWhenItsCampaignIsHeldIsSent() {
        queue("spring", 1);
        ClaimedDelivery sending = outbox.claim(NOON, 1).get(0);
        hold("spring");
        assertEquals(List.of(), outbox.recordResults(List.of(attempt(sending, DeliveryState.ACCEPTED, null))));
        assertEquals(DeliveryState.ACCEPTED, state(sending.id()));
    }

    @Test
    void aNewMailOfAHeldCampaignIsNotSentAtOnce() {
        hold("spring");
        NewDelivery direct = delivery("late@example.com", NOON).sending();
        EnqueueResult result =
                outbox.enqueue(messageOf("spring"), 0, List.of(direct)).get(0);
        assertEquals(DeliveryState.QUEUED, result.state());
        assertEquals(List.of(), claim(10));
        assertEquals(DeliveryState.QUEUED, state(direct.id()));
    }

    @Test
    void aDeferredMailStaysDeferredWhileItIsHeld() {
        queue("spring", 1);
        ClaimedDelivery deferred = outbox.claim(NOON, 1).get(0);
        outbox.recordResults(List.of(attempt(deferred, DeliveryState.DEFERRED, NOON.plusSeconds(1))));
        hold("spring");
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(1), 10));
        assertEquals(DeliveryState.DEFERRED, state(deferred.id()));
        holds.resume("spring");
        holds.release(10);
        assertEquals(List.of(), claim(10), "it is due when it was due before");
        assertEquals(2, outbox.claim(NOON.plusSeconds(1), 10).get(0).attempt());
        assertNoDifference();
    }

    @Test
    void heldMailsSurviveARestartAndCanBeCancelled() throws Exception {
        hold("spring");
        StoredMessage message = messageOf("spring");
        NewDelivery mail = delivery("held@example.com", NOON);
        outbox.enqueue(message, 0, List.of(mail));
        assertEquals(List.of(), claim(10));

        store.close();
        openStore();
        openHolds();
        assertEquals(0, leases.recoverOwn(NOON, id -> false));
        assertEquals(List.of(), claim(10));
        assertEquals(DeliveryState.QUEUED, state(mail.id()));
        assertEquals(1, messages.cancel(message.id(), NOON));
        assertEquals(DeliveryState.CANCELLED, state(mail.id()));
        holds.resume("spring");
        assertEquals(0, holds.release(10));
        assertEquals(List.of(), claim(10));
        assertEquals(0, messages.cancel(message.id(), NOON));
        assertNoDifference();
    }

    @Test
    void theContentOfHeldMailsIsKept() {
        hold("spring");
        StoredMessage message = messageOf("spring");
        outbox.enqueue(message, 0, List.of(delivery("held@example.com", NOON)));
        assertEquals(List.of(), claim(10));
        PurgeCutoffs later = new PurgeCutoffs(NOON.plusSeconds(90), NOON.plusSeconds(90), NOON.plusSeconds(90));
        messages.purge(later, 100);
        assertTrue(messages.message(message.id()).isPresent());
        messages.cancel(message.id(), NOON);
        messages.purge(later, 100);
        assertTrue(messages.message(message.id()).isEmpty());
    }

    private void hold(String campaign) {
        send(campaign, 475, 25, FailureReason.MAILBOX_GONE);
        assertEquals(1, holds.holdWhereFailing(SHARE, MIN, NOON).size());
    }

    private void send(String campaign, int accepted, int failed, FailureReason reason) {
        queue(campaign, accepted + failed);
        List<AttemptResult> results = new ArrayList<>();
        for (ClaimedDelivery mail : outbox.claim(NOON, accepted + failed)) {
            results.add(
                    results.size() < accepted
                            ? attempt(mail, DeliveryState.ACCEPTED, null)
                            : attempt(mail, DeliveryState.REFUSED, null).failed(reason, null));
        }
        assertEquals(accepted + failed, results.size());
        assertEquals(List.of(), outbox.recordResults(results));
    }

    private List<DeliveryId> queue(String campaign, int count) {
        List<NewDelivery> mails = IntStream.range(0, count)
                .mapToObj(i -> delivery("r" + recipients++ + "@example.com", NOON))
                .toList();
        outbox.enqueue(messageOf(campaign), 0, mails);
        return mails.stream()
                .map(NewDelivery::id)
                .sorted(Comparator.comparing(DeliveryId::value))
                .toList();
    }

    private List<DeliveryId> claim(int limit) {
        return outbox.claim(NOON, limit).stream().map(ClaimedDelivery::id).toList();
    }

    private StoredMessage messageOf(String campaign) {
        return new StoredMessage(Uuid7.at(NOON, shard(), random), campaign, octets("content"), List.of(), null, 1);
    }
}
