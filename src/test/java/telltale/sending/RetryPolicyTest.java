package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.Outcome;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

class RetryPolicyTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private final RetryPolicy policy = new RetryPolicy(RetrySchedule.of(Duration.ofDays(4)), random);

    @Test
    void delaysGrowToTwoHoursWithJitter() {
        Duration first = delay(1);
        Duration fifth = delay(5);
        assertTrue(first.toSeconds() >= 48 && first.toSeconds() <= 72, first::toString);
        assertTrue(fifth.toMinutes() >= 12 && fifth.toMinutes() <= 20, fifth::toString);
        assertTrue(delay(60).toMinutes() >= 95 && delay(60).toMinutes() <= 145);
        assertFalse(delay(1).equals(delay(1)));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void forAWaitingCallerOnlyARejectionThatMayEndDefersTheDelivery(Reason reason) {
        DeliveryState state = decide(reason, "450 4.2.0 later", true, NOON).state();
        boolean mayEnd = reason == Reason.TEMPORARY || reason == Reason.SENDER_REJECTED;
        assertEquals(mayEnd ? DeliveryState.DEFERRED : DeliveryState.FAILED, state);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void withoutAWaitingCallerAFailureDefersTheDeliveryUnlessItIsPermanent(Reason reason) {
        DeliveryState state = decide(reason, "450 later", false, NOON).state();
        assertEquals(reason == Reason.UNSUPPORTED ? DeliveryState.FAILED : DeliveryState.DEFERRED, state);
    }

    @Test
    void aDeliveryFailsFourDaysAfterItsFirstAttempt() {
        Instant late = NOON.plus(Duration.ofDays(4));
        assertEquals(
                DeliveryState.DEFERRED,
                decide(Reason.TEMPORARY, "450 x", false, late.minusSeconds(1)).state());
        AttemptResult last = decide(Reason.TEMPORARY, "450 x", false, late);
        assertEquals(DeliveryState.FAILED, last.state());
        assertEquals("given up after 4 days: 450 x", last.detail());
    }

    @Test
    void aPermanentRefusalIsFinalAndKeepsItsStatusCode() {
        Outcome refused = new Outcome.Refused(
                SmtpStage.RCPT, SmtpReply.parse(550, "550 5.1.1 no such user"), FailureReason.MAILBOX_GONE);
        AttemptResult attempt = policy.decide(delivery(1), refused, false, NOON);
        assertEquals(DeliveryState.REFUSED, attempt.state());
        assertEquals("5.1.1", attempt.status());
        assertNull(attempt.retryAt());
    }

    @Test
    void noMoreMessagesASecondAreSentThanAllowed() {
        try (RateLimiter limiter = new RateLimiter(20)) {
            long began = System.nanoTime();
            for (int i = 0; i < 11; i++) {
                assertTrue(limiter.await());
            }
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            assertTrue(millis >= 490, "eleven messages at twenty a second took " + millis + " ms");
        }
    }

    private Duration delay(int attempt) {
        AttemptResult decided = policy.decide(delivery(attempt), Recorder.temporary("450 later"), false, NOON);
        return Duration.between(NOON, Objects.requireNonNull(decided.retryAt()));
    }

    private AttemptResult decide(Reason reason, String detail, boolean awaited, Instant now) {
        Outcome outcome = reason == Reason.TEMPORARY
                ? Recorder.temporary(detail)
                : new Outcome.Failed(reason, SmtpStage.RCPT, detail);
        return policy.decide(delivery(1), outcome, awaited, now);
    }

    private ClaimedDelivery delivery(int attempt) {
        return new ClaimedDelivery(
                new DeliveryId(Uuid7.at(NOON, random)),
                EmailAddress.parse("ann@example.com"),
                "Hi",
                new UUID(1, 1),
                ImmutableBytes.NONE,
                attempt,
                NOON);
    }
}
