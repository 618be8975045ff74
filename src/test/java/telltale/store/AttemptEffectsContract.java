package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.model.Uuid7;
import telltale.token.PersonKeys;

/** The contract of what the results of attempts change beside their deliveries, with every database. */
public abstract class AttemptEffectsContract extends OutboxFixture {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");

    /** The key of the person with an address. */
    protected static Optional<PersonKey> key(EmailAddress address) {
        return Optional.of(KEYS.keyOf(address));
    }

    @Test
    void failuresAreCountedByReasonAndAnErasureUncountsThem() {
        end(NOON, DeliveryState.REFUSED, FailureReason.MAILBOX_GONE, null);
        end(NOON, DeliveryState.FAILED, FailureReason.NETWORK, null);
        end(NOON, DeliveryState.FAILED, FailureReason.NETWORK, null);
        end(NOON, DeliveryState.ACCEPTED, null, null);
        end(NOON, DeliveryState.DEFERRED, FailureReason.MAILBOX_BUSY, null);
        assertEquals(Map.of(FailureReason.MAILBOX_GONE, 1L, FailureReason.NETWORK, 2L), failures(Tally.quarter(NOON)));
        assertEquals(Map.of(), failures(Tally.quarter(NOON) + 1));
        assertEquals(Optional.empty(), store.campaignFailures("no such campaign", 0, Long.MAX_VALUE / 2));
        assertNoDifference();

        store.persons().erase(ANN);
        assertEquals(Map.of(), failures(Tally.quarter(NOON)));
        assertNoDifference();
    }

    @Test
    void theRecipientThatAResultNamesIsSuppressedAtOnce() {
        Suppression gone = new Suppression(Scope.ALL, "mailbox-gone", NOON);
        end(NOON, DeliveryState.REFUSED, FailureReason.MAILBOX_GONE, gone);
        assertEquals(gone, suppression());
        NewDelivery next = delivery(ANN.toString(), NOON);
        assertEquals(
                DeliveryState.SUPPRESSED,
                outbox.enqueue(message(null), 0, List.of(next)).get(0).state());
    }

    @Test
    void anEntryOfTheSenderIsNotReplaced() {
        Suppression byHand = new Suppression(Scope.ALL, "asked by letter", NOON);
        outbox.enqueue(message(null), 0, List.of(delivery(ANN.toString(), NOON)));
        ClaimedDelivery mail = outbox.claim(NOON, 1).get(0);
        store.persons().suppress(List.of(new Persons.Suppressed(ANN, byHand)));
        Suppression gone = new Suppression(Scope.ALL, "mailbox-gone", NOON);
        outbox.recordResults(
                List.of(attempt(mail, DeliveryState.REFUSED, null).failed(FailureReason.MAILBOX_GONE, gone)));
        assertEquals(byHand, suppression());
    }

    @Test
    void theFifthFailureInARowOverTenDaysSuppressesTheRecipient() {
        failOnDays(FailureReason.MAILBOX_FULL, 0, 3, 6, 9);
        assertNull(suppression());
        failOnDays(FailureReason.MAILBOX_BUSY, 10);
        assertEquals(
                "mailbox-busy", Optional.ofNullable(suppression()).orElseThrow().reason());
    }

    @Test
    void fiveFailuresInLessThanTenDaysSuppressNobody() {
        failOnDays(FailureReason.MAILBOX_FULL, 0, 1, 2, 3, 9);
        assertNull(suppression());
    }

    @Test
    void anAcceptedMailOrAnotherReasonEndsARow() {
        failOnDays(FailureReason.MAILBOX_FULL, 0, 3, 6);
        end(day(7), DeliveryState.ACCEPTED, null, null);
        failOnDays(FailureReason.MAILBOX_FULL, 10, 13, 16);
        failOnDays(FailureReason.POLICY, 17);
        failOnDays(FailureReason.MAILBOX_FULL, 20, 23, 26, 29);
        assertNull(suppression());
        failOnDays(FailureReason.MAILBOX_FULL, 30);
        assertEquals(
                "mailbox-full", Optional.ofNullable(suppression()).orElseThrow().reason());
    }

    private void failOnDays(FailureReason reason, int... days) {
        for (int day : days) {
            end(day(day), DeliveryState.REFUSED, reason, null);
        }
    }

    private static Instant day(int number) {
        return NOON.plus(Duration.ofDays(number));
    }

    private void end(
            Instant created, DeliveryState state, @Nullable FailureReason reason, @Nullable Suppression suppression) {
        DeliveryId id = new DeliveryId(Uuid7.at(created, random));
        outbox.enqueue(
                message(null),
                0,
                List.of(new NewDelivery(id, ANN, "Hi", octets("x"), 1, DeliveryState.QUEUED, created)));
        ClaimedDelivery mail = outbox.claim(created, 1).get(0);
        assertEquals(id, mail.id());
        Instant retryAt = state == DeliveryState.DEFERRED ? created.plus(Duration.ofDays(90)) : null;
        AttemptResult result = new AttemptResult(id, mail.attempt(), state, created, "the reply", null, retryAt);
        assertEquals(List.of(), outbox.recordResults(List.of(result.failed(reason, suppression))));
    }

    private Map<FailureReason, Long> failures(long fromQuarter) {
        return store.campaignFailures("spring", fromQuarter, fromQuarter + 1).orElseThrow();
    }

    private @Nullable Suppression suppression() {
        return store.persons().person(ANN).suppression();
    }
}
