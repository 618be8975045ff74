package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ForwardState;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;
import telltale.model.Sha256;
import telltale.store.Forwards.Owed;

/** The contract of the replies to forward, with every database. */
public abstract class ForwardsContract extends ReportsFixture {
    private static final EmailAddress SHOP = EmailAddress.parse("shop@example.org");
    private static final ImmutableBytes SENDER = new ImmutableBytes(Sha256.of("ann@example.com"));
    private static final Instant LATER = NOON.plus(Duration.ofDays(30));

    @Test
    void aReplyIsOwedOnceAlthoughItComesInTwice() throws Exception {
        DeliveryId delivery = accepted(null);
        NewReport reply = reply(delivery, day(1));
        assertTrue(store(reply).isNew());
        assertFalse(store(reply).isNew());
        store.close();
        store = open();

        assertEquals(List.of(), claim(day(1).minusMillis(1)));
        List<Owed> claimed = claim(day(1));
        assertEquals(1, claimed.size());
        Owed owed = claimed.get(0);
        assertEquals(new Owed(reply.id(), delivery, SHOP, octets(), 1, day(1)), owed);
        assertEquals(new StoredForward(ForwardState.OWED, day(1), ""), forward(reply));
    }

    @Test
    void aClaimedReplyIsDueAgainIfNoResultIsStored() throws Exception {
        store(reply(accepted(null), day(1)));
        assertEquals(1, store.forwards().claim(9, day(1), day(2)).size());
        store.close();
        store = open();
        assertEquals(List.of(), claim(day(2).minusMillis(1)));
        assertEquals(2, claim(day(2)).get(0).attempt());
    }

    @Test
    void aDeferredReplyKeepsItsOctetsAndASentOneDoesNot() {
        NewReport reply = reply(accepted(null), day(1));
        store(reply);
        StoredForward deferred = new StoredForward(ForwardState.OWED, day(2), "451 later");
        store.forwards().record(claim(day(1)).get(0), deferred, day(3));
        assertEquals(deferred, forward(reply));
        assertEquals(List.of(), claim(day(2)));

        Owed again = claim(day(3)).get(0);
        assertEquals(octets(), again.mail());
        StoredForward sent = new StoredForward(ForwardState.SENT, day(3), "250 ok");
        store.forwards().record(again, sent, null);
        assertEquals(sent, forward(reply));
        assertEquals(List.of(), claim(LATER.plus(Duration.ofDays(1))));
        assertEquals(0, number("select count(*) from forwards where mail is not null"));
    }

    @Test
    void theResultOfAnOvertakenAttemptIsNotStored() {
        NewReport reply = reply(accepted(null), day(1));
        store(reply);
        Owed first = store.forwards().claim(9, day(1), day(2)).get(0);
        claim(day(2));
        store.forwards().record(first, new StoredForward(ForwardState.FAILED, day(3), "550 no"), null);
        assertEquals(new StoredForward(ForwardState.OWED, day(1), ""), forward(reply));
    }

    @Test
    void theReasonWhyAReplyIsNotForwardedIsStored() {
        NewReport refused = withForward(
                report(accepted(null), ReportKind.REPLY, day(1)), new NewForward.Refused("it is from a list"));
        store(refused);
        assertEquals(new StoredForward(ForwardState.FAILED, day(1), "it is from a list"), forward(refused));
        assertEquals(List.of(), claim(LATER));
        NewReport other = report(accepted(null), ReportKind.REPLY, day(1));
        store(other);
        assertNull(forward(other));
    }

    @Test
    void aReplyWithoutAnExistingDeliveryIsNotForwarded() {
        store(reply(null, day(1)));
        assertEquals(List.of(), claim(LATER));
    }

    @Test
    void atMostTwentyRepliesToADeliveryAreForwarded() {
        DeliveryId delivery = accepted(null);
        for (int i = 0; i < Forwards.MAX_PER_DELIVERY; i++) {
            store(reply(delivery, day(i + 1)));
        }
        NewReport exceeding = reply(delivery, day(25));
        store(exceeding);
        assertEquals(
                new StoredForward(ForwardState.FAILED, day(25), "limit: 20 replies to this delivery were forwarded"),
                forward(exceeding));
        assertEquals(Forwards.MAX_PER_DELIVERY, claim(LATER).size());
    }

    @Test
    void atMostAHundredRepliesOfASenderAreForwardedInAnHour() {
        DeliveryId delivery = accepted(null);
        for (int i = 0; i < Forwards.MAX_PER_SENDER; i++) {
            delivery = i % Forwards.MAX_PER_DELIVERY == 0 ? accepted(null) : delivery;
            reports().store(List.of(reply(delivery, day(1))), CONSEQUENCES, null);
        }
        NewReport exceeding = reply(accepted(null), day(1).plus(Duration.ofMinutes(59)));
        store(exceeding);
        assertEquals(
                "limit: 100 replies from this address were forwarded within an hour",
                Objects.requireNonNull(forward(exceeding)).detail());
        NewReport later = reply(accepted(null), day(1).plus(Duration.ofMinutes(61)));
        store(later);
        assertEquals(ForwardState.OWED, Objects.requireNonNull(forward(later)).state());
    }

    @Test
    void anErasedPersonsRepliesAreNotForwarded() {
        store(reply(accepted(null), day(1)));
        assertEquals(1, store.persons().erase(ANN).reports());
        assertEquals(0, number("select count(*) from forwards"));
        assertEquals(List.of(), claim(LATER));
    }

    private List<Owed> claim(Instant now) {
        return store.forwards().claim(200, now, LATER);
    }

    private @Nullable StoredForward forward(NewReport reply) {
        return reports().report(reply.id()).orElseThrow().forward();
    }

    private static ImmutableBytes octets() {
        byte[] octets = new byte[5_000];
        octets[7] = (byte) 0xE9;
        return new ImmutableBytes(octets);
    }

    private NewReport reply(@Nullable DeliveryId delivery, Instant at) {
        return withForward(report(delivery, ReportKind.REPLY, at), new NewForward.Owed(SHOP, SENDER, octets()));
    }

    private static NewReport withForward(NewReport report, NewForward forward) {
        return new NewReport(
                report.id(),
                report.receivedAt(),
                report.source(),
                report.digest(),
                report.facts(),
                report.delivery(),
                report.match(),
                report.raw(),
                forward);
    }
}
