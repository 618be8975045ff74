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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Address;
import telltale.model.DeliveryId;
import telltale.model.Octets;
import telltale.model.Outcome;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.State;
import telltale.model.Uuid7;
import telltale.store.Attempt;
import telltale.store.Claimed;

class DecisionTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private final Decision decision = new Decision(Patience.of(Duration.ofDays(4)), random);

    @Test
    void pausesGrowUpToTwoHoursAndNoTwoAreAlike() {
        Duration first = pause(1);
        Duration fifth = pause(5);
        assertTrue(first.toSeconds() >= 48 && first.toSeconds() <= 72, first::toString);
        assertTrue(fifth.toMinutes() >= 12 && fifth.toMinutes() <= 20, fifth::toString);
        assertTrue(pause(60).toMinutes() >= 95 && pause(60).toMinutes() <= 145);
        assertFalse(pause(1).equals(pause(1)));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whoWaitsHearsOfEverythingButAServerThatSaysLater(Reason reason) {
        State state = decide(reason, "450 4.2.0 later", true, NOON).state();
        assertEquals(reason == Reason.TEMPORARY ? State.DEFERRED : State.FAILED, state);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void aMailThatNobodyWaitsForIsTriedAgainUnlessItCanNeverBeTaken(Reason reason) {
        State state = decide(reason, "no answer", false, NOON).state();
        assertEquals(reason == Reason.UNSUPPORTED ? State.FAILED : State.DEFERRED, state);
    }

    @Test
    void aMailIsGivenUpFourDaysAfterItsFirstTry() {
        Instant late = NOON.plus(Duration.ofDays(4));
        assertEquals(
                State.DEFERRED,
                decide(Reason.TEMPORARY, "450 x", false, late.minusSeconds(1)).state());
        Attempt last = decide(Reason.TEMPORARY, "450 x", false, late);
        assertEquals(State.FAILED, last.state());
        assertEquals("given up after 4 days: 450 x", last.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "421 4.3.2 closing, 4.3.2, true",
        "421 closing, , true",
        "450 4.7.1 greylisted, 4.7.1, true",
        "450 4.2.0 mailbox busy, 4.2.0, false",
        "nobody answers at 4.7.1, , false"
    })
    void theServersCodesAreReadAndSayWhetherItWantsLess(String detail, String status, boolean tooFast) {
        Attempt attempt = decide(Reason.TEMPORARY, detail, false, NOON);
        assertEquals(status, attempt.status());
        assertEquals(tooFast, Decision.isTrouble(new Outcome.Failed(Reason.TEMPORARY, SmtpStage.RCPT, detail)));
    }

    @Test
    void aRefusalStandsWithItsStatusCode() {
        Outcome refused = new Outcome.Refused(SmtpStage.RCPT, 550, "550 5.1.1 no such user");
        Attempt attempt = decision.of(mail(1), refused, false, NOON);
        assertEquals(State.REFUSED, attempt.state());
        assertEquals("5.1.1", attempt.status());
        assertNull(attempt.retryAt());
    }

    @Test
    void aComplaintPausesEveryMailThatNobodyWaitsForAndSuccessEndsLongPauses() {
        try (Pace pace = new Pace(0)) {
            assertFalse(pace.isPaused());
            pace.slowDown();
            assertTrue(pace.isPaused());
            assertTrue(pace.await(true), "somebody waits for this one");
            pace.success();
            assertTrue(pace.isPaused());
        }
    }

    @Test
    void noMoreMailsASecondLeaveThanAllowed() {
        try (Pace pace = new Pace(20)) {
            long began = System.nanoTime();
            for (int i = 0; i < 11; i++) {
                assertTrue(pace.await(false));
            }
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            assertTrue(millis >= 490, "eleven mails at twenty a second took " + millis + " ms");
        }
    }

    private Duration pause(int attempt) {
        Outcome later = new Outcome.Failed(Reason.TEMPORARY, SmtpStage.RCPT, "450 later");
        Attempt decided = decision.of(mail(attempt), later, false, NOON);
        return Duration.between(NOON, Objects.requireNonNull(decided.retryAt()));
    }

    private Attempt decide(Reason reason, String detail, boolean awaited, Instant now) {
        return decision.of(mail(1), new Outcome.Failed(reason, SmtpStage.RCPT, detail), awaited, now);
    }

    private Claimed mail(int attempt) {
        return new Claimed(
                new DeliveryId(Uuid7.at(NOON, random)),
                Address.parse("ann@example.com"),
                "Hi",
                new UUID(1, 1),
                Octets.NONE,
                attempt,
                NOON);
    }
}
