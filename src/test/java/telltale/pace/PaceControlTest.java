package telltale.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import telltale.store.Lane;
import telltale.store.Pace;

class PaceControlTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final Lane LANE = new Lane("main", "google");

    private static Pace slowedDown(long perHour) {
        return PaceControl.slowDown(Optional.empty(), LANE, perHour, NOON, "421 4.7.0 slow down", NOON)
                .orElseThrow();
    }

    @Test
    void afterTheFirstReplyNothingIsSentForAMinuteAndTheRateStartsLow() {
        Pace pace = slowedDown(72_000);
        assertEquals(NOON.plusSeconds(60), pace.heldUntil());
        assertEquals(36_000, pace.target());
        assertEquals(3_600, pace.perHour());
        assertEquals(0, pace.available(100, NOON.plusSeconds(59)));
        assertEquals(1, pace.available(100, NOON.plusSeconds(60)));
    }

    @Test
    void aRateGrowsFastToItsTargetAndSlowlyAfterItUntilThereIsNoLimit() {
        Pace pace = slowedDown(72_000);
        List<Long> rates = new ArrayList<>();
        Instant now = pace.heldUntil();
        Optional<Pace> grown = Optional.of(pace);
        while (grown.isPresent()) {
            rates.add(grown.get().perHour());
            now = now.plus(PaceControl.STEP);
            grown = PaceControl.grow(used(grown.get(), now), now);
        }
        assertEquals(List.of(3_600L, 7_200L, 14_400L, 28_800L, 36_000L, 39_600L, 43_200L), rates.subList(0, 7));
        assertTrue(rates.get(rates.size() - 1) < 4 * 36_000L);
        assertEquals(34, rates.size());
    }

    @Test
    void aRateAtWhichNothingIsSentDoesNotGrowButIsForgottenAfterADay() {
        Pace pace = slowedDown(72_000);
        assertEquals(Optional.of(pace), PaceControl.grow(pace, NOON.plus(Duration.ofHours(23))));
        assertEquals(Optional.empty(), PaceControl.grow(pace, NOON.plus(Duration.ofHours(24))));
    }

    @Test
    void repliesToMailsOfTheTimeBeforeDoNotCountAgain() {
        Pace pace = slowedDown(72_000);
        Instant within = NOON.plusSeconds(30);
        assertEquals(
                Optional.of(pace), PaceControl.slowDown(Optional.of(pace), LANE, 72_000, within, "421 4.7.0", within));
        Instant hourLater = NOON.plus(Duration.ofHours(1));
        assertEquals(
                Optional.of(pace),
                PaceControl.slowDown(Optional.of(pace), LANE, 72_000, NOON.minusSeconds(9), "a report", hourLater));
    }

    @Test
    void pausesBecomeLongerWhileTheRateDoesNotRecover() {
        List<Long> pauses = new ArrayList<>();
        Optional<Pace> pace = Optional.empty();
        Instant now = NOON;
        for (int i = 0; i < 9; i++) {
            pace = PaceControl.slowDown(pace, LANE, 72_000, now, "421 4.7.0", now);
            pauses.add(Duration.between(now, pace.orElseThrow().heldUntil()).toMinutes());
            now = pace.orElseThrow().heldUntil().plusSeconds(1);
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses);
        assertEquals(60, pace.orElseThrow().perHour());
    }

    @Test
    void aSlowRateLetsOneMailThroughAtATime() {
        Pace pace = slowedDown(0);
        assertEquals(60, pace.perHour());
        Instant start = pace.heldUntil();
        assertEquals(1, pace.available(10, start));
        Pace taken = pace.afterTaking(1, start);
        assertEquals(0, taken.available(10, start.plusSeconds(59)));
        assertEquals(1, taken.available(10, start.plusSeconds(60)));
        assertEquals(1, taken.afterTaking(-1, start).available(10, start));
    }

    private static Pace used(Pace pace, Instant now) {
        return pace.afterTaking(1, now.minusSeconds(1));
    }
}
