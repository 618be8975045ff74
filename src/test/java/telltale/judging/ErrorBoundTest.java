package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import telltale.model.Provider;

class ErrorBoundTest {
    private static final MeasurementBucket UNSEEN = MeasurementBucket.unseen(true, false, Provider.OTHER);
    private static final MeasurementBucket OPENED =
            new MeasurementBucket(true, true, false, false, false, false, false, Provider.OTHER);
    private static final MeasurementBucket UNPROVEN =
            new MeasurementBucket(true, false, false, false, false, false, true, Provider.OTHER);
    private static final MeasurementBucket PREFETCHED =
            new MeasurementBucket(true, false, false, false, true, false, false, Provider.OTHER);
    private static final MeasurementBucket SCANNED =
            new MeasurementBucket(true, false, false, false, false, true, true, Provider.OTHER);
    private static final MeasurementBucket UNTOUCHED_BEHIND_A_SCANNER =
            MeasurementBucket.unseen(true, true, Provider.OTHER);
    /** At most 3.7 % of machines and 9.0 % of people, by the upper ends of Wilson's intervals. */
    private static final ErrorRates RATES =
            new ErrorRates(new Proportion(0, 100), new Proportion(1, 125), new Proportion(4, 125));

    private static final ErrorRates WORTHLESS =
            new ErrorRates(new Proportion(0, 0), new Proportion(0, 0), new Proportion(0, 0));

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void theBoundMatchesTheDerivation() {
        Interval share =
                bound(Map.of(UNSEEN, 300L, OPENED, 400L, UNPROVEN, 100L, PREFETCHED, 150L, SCANNED, 50L), RATES);
        double p = RATES.machinesCalledPeople().interval().high();
        double q = RATES.peopleMissed().interval().high();
        assertEquals(0.037, p, 0.0005);
        assertEquals(0.0903, q, 0.0005);
        assertEquals((400 - 250 * p / (1 - p)) / 1_000, share.low(), 1e-12);
        assertEquals(400 / (1 - q) / 1_000, share.high(), 1e-12);
    }

    @Test
    void theBoundContainsTheTruthWhateverTheErrorsWithinTheirLimits() {
        for (int i = 0; i < 5_000; i++) {
            double readers = random.nextInt(100_000);
            double machines = random.nextInt(100_000);
            double p = random.nextDouble()
                    * RATES.machinesCalledPeople().interval().high();
            double q = random.nextDouble() * RATES.peopleMissed().interval().high();
            long confirmed = Math.round(readers * (1 - q) + machines * p);
            long others = Math.round(readers * q + machines * (1 - p));
            Interval share = bound(Map.of(OPENED, confirmed, UNPROVEN, others, UNSEEN, 1_000_000L), RATES);
            double tracked = confirmed + others + 1_000_000.0;
            assertTrue(
                    share.low() * tracked <= readers + 2 && readers - 2 <= share.high() * tracked,
                    () -> "seed " + seed);
        }
    }

    @Test
    void noMoreDeliveriesAreOpenedThanHaveEvents() {
        Map<MeasurementBucket, Long> buckets = new HashMap<>(
                Map.of(UNSEEN, 500L, OPENED, 400L, UNPROVEN, 1L, SCANNED, 2L, UNTOUCHED_BEHIND_A_SCANNER, 97L));
        assertEquals(0.403, bound(buckets, RATES).high(), 1e-12);
    }

    @Test
    void errorsThatWereNeverMeasuredBoundNothing() {
        assertEquals(new Interval(0, 0.5), bound(Map.of(UNSEEN, 50L, OPENED, 30L, UNPROVEN, 20L), WORTHLESS));
    }

    @Test
    void noDeliveriesHaveNoShare() {
        assertEquals(new Interval(0, 0), bound(Map.of(), RATES));
        assertEquals(new Interval(0, 0), bound(Map.of(), WORTHLESS));
    }

    private static Interval bound(Map<MeasurementBucket, Long> buckets, ErrorRates rates) {
        return ErrorBound.of(Cohorts.of(buckets), rates).share();
    }
}
