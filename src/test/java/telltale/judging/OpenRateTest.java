package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.judging.SimulatedCampaign.Behaviour;
import telltale.model.Confidence;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

class OpenRateTest {
    private static final MeasurementBucket UNSEEN = MeasurementBucket.unseen(true, false, Provider.OTHER);
    private static final MeasurementBucket UNPROVEN =
            new MeasurementBucket(true, false, false, false, false, false, true, Provider.OTHER);
    private static final MeasurementBucket OPENED =
            new MeasurementBucket(true, true, false, false, false, false, false, Provider.OTHER);
    private static final MeasurementBucket CLICKED =
            new MeasurementBucket(true, false, true, false, false, false, false, Provider.OTHER);
    private static final MeasurementBucket BOTH =
            new MeasurementBucket(true, true, true, false, false, false, false, Provider.OTHER);
    private static final MeasurementBucket PREFETCHED =
            new MeasurementBucket(true, false, false, false, true, false, true, Provider.APPLE);
    private static final MeasurementBucket PREFETCHED_CLICKED =
            new MeasurementBucket(true, false, true, false, true, false, true, Provider.APPLE);
    private static final MeasurementBucket SCANNED_OPENED =
            new MeasurementBucket(true, true, false, false, false, true, false, Provider.OTHER);
    private static final MeasurementBucket UNTRACKED = MeasurementBucket.unseen(false, false, Provider.OTHER);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void everyTrackedDeliveryIsInOneCohort() {
        OpenRate rate = OpenRate.of(Map.of(
                UNSEEN,
                500L,
                OPENED,
                80L,
                BOTH,
                20L,
                CLICKED,
                5L,
                PREFETCHED,
                290L,
                PREFETCHED_CLICKED,
                10L,
                SCANNED_OPENED,
                95L,
                UNTRACKED,
                1_000L));
        assertEquals(2_000, rate.accepted());
        assertEquals(1_000, rate.tracked());
        assertEquals(new Proportion(35, 2_000), rate.clicked());
        assertEquals(new Proportion(115, 1_000), rate.atLeast());
        assertEquals(new Proportion(300, 1_000), rate.prefetched());
        assertEquals(new Proportion(95, 1_000), rate.quarantined());
        assertEquals(new Proportion(105, 605), rate.seen());
        assertEquals(new Proportion(5, 25), rate.imagesBlocked());
    }

    @Test
    void theEstimateMatchesTheDerivation() {
        Map<MeasurementBucket, Long> buckets =
                Map.of(UNSEEN, 695L, OPENED, 79L, BOTH, 19L, CLICKED, 5L, PREFETCHED, 192L, PREFETCHED_CLICKED, 10L);
        Estimate estimate = OpenRate.of(buckets).estimate();
        assertNotNull(estimate);
        double measurable = 98 + 99 * 5 / 20.0;
        double prefetched = 10 * 99 / 20.0;
        assertEquals((measurable + prefetched) / 1_000, estimate.share(), 1e-9);
        assertTrue(estimate.plausible().low() <= estimate.interval().low());
        assertTrue(estimate.plausible().high() >= estimate.interval().high());
    }

    @Test
    void tooFewOpensWithClicksGiveNoEstimate() {
        OpenRate rate = OpenRate.of(Map.of(UNSEEN, 900L, OPENED, 94L, BOTH, 6L));
        assertNull(rate.estimate());
        assertNull(rate.imagesBlocked());
        assertEquals(0.1, rate.atLeast().share());
    }

    @Test
    void noDeliveriesGiveNoEstimate() {
        OpenRate rate = OpenRate.of(Map.of());
        assertEquals(new Interval(0, 1), rate.atLeast().interval());
        assertNull(rate.estimate());
    }

    @Test
    void theRangeStaysWithinTheKnownBounds() {
        for (int i = 0; i < 2_000; i++) {
            Map<MeasurementBucket, Long> buckets = new HashMap<>();
            for (MeasurementBucket bucket :
                    List.of(UNSEEN, OPENED, CLICKED, PREFETCHED, PREFETCHED_CLICKED, SCANNED_OPENED)) {
                buckets.put(bucket, (long) random.nextInt(1 << random.nextInt(12)));
            }
            buckets.put(BOTH, 7L + random.nextInt(300));
            OpenRate rate = OpenRate.of(buckets);
            Estimate estimate = rate.estimate();
            assertNotNull(estimate);
            assertTrue(
                    rate.atLeast().share() <= estimate.plausible().low() + 1e-12
                            && estimate.plausible().low() <= estimate.share()
                            && estimate.share() <= estimate.plausible().high()
                            && estimate.plausible().high() <= 1 + 1e-12,
                    () -> "seed " + seed + " " + buckets + " " + estimate);
        }
    }

    @Test
    void thePlausibleRangeContainsTheTruthWithinItsAssumptions() {
        double coverage = coverage(400, () -> Behaviour.allowed(2_000, random));
        System.out.printf(
                "plausible range, within its assumptions: %.1f %% of campaigns (seed %d)%n", 100 * coverage, seed);
        assertTrue(coverage >= 0.95, () -> "seed " + seed);
    }

    @Test
    void thePlausibleRangeMissesTheTruthBeyondItsAssumptions() {
        double coverage = coverage(200, () -> Behaviour.beyond(10_000));
        System.out.printf(
                "plausible range, beyond its assumptions: %.1f %% of campaigns (seed %d)%n", 100 * coverage, seed);
        assertTrue(coverage < 0.95, () -> "seed " + seed);
    }

    @ParameterizedTest
    @CsvSource({"0, 20, 0, 0.1611", "1, 20, 0.0089, 0.2361", "81, 263, 0.2553, 0.3662", "20, 20, 0.8389, 1"})
    void wilsonsIntervalMatchesPublishedValues(long successes, long trials, double low, double high) {
        Interval interval = Interval.wilson(successes, trials);
        assertEquals(low, interval.low(), 0.0001);
        assertEquals(high, interval.high(), 0.0001);
    }

    /** The example in Newcombe's article, 56/70 and 48/80. */
    @Test
    void newcombesIntervalMatchesPublishedValues() {
        Comparison comparison = Comparison.of(new Proportion(48, 80), new Proportion(56, 70));
        assertEquals(0.2, comparison.difference(), 1e-12);
        assertEquals(0.0524, comparison.interval().low(), 0.0001);
        assertEquals(0.3339, comparison.interval().high(), 0.0001);
        assertTrue(comparison.isClear());
    }

    @Test
    void campaignsAreComparedByTheirMeasurableDeliveries() {
        OpenRate few = OpenRate.of(Map.of(UNSEEN, 900L, OPENED, 100L));
        OpenRate fewAndPrefetched = OpenRate.of(Map.of(UNSEEN, 900L, OPENED, 100L, PREFETCHED, 5_000L));
        assertFalse(Comparison.of(few, fewAndPrefetched).isClear());
        assertEquals(0, Comparison.of(few, fewAndPrefetched).difference());
    }

    @Test
    void aBucketIsDerivedFromItsEventsInAnyOrder() {
        Verdict person = verdict(VerdictClass.HUMAN_DIRECT, Confidence.PROBABLE);
        Verdict suspected = verdict(VerdictClass.HUMAN_VIA_PROXY, Confidence.SUSPECTED);
        Verdict prefetch = verdict(VerdictClass.PREFETCH, Confidence.PROBABLE);
        assertEquals(UNPROVEN, UNSEEN.after(Scope.OPEN, suspected));
        assertEquals(BOTH, UNSEEN.after(Scope.CLICK, person).after(Scope.OPEN, person));
        assertEquals(
                UNSEEN.after(Scope.OPEN, prefetch).after(Scope.CLICK, person),
                UNSEEN.after(Scope.CLICK, person).after(Scope.OPEN, prefetch));
    }

    @Test
    void aBucketRoundTripsThroughItsNumber() {
        for (MeasurementBucket bucket :
                List.of(UNSEEN, UNPROVEN, OPENED, CLICKED, BOTH, PREFETCHED, PREFETCHED_CLICKED, UNTRACKED)) {
            assertEquals(bucket, MeasurementBucket.of(bucket.number()));
        }
    }

    private double coverage(int campaigns, Supplier<Behaviour> behaviours) {
        int held = 0;
        int estimated = 0;
        for (int i = 0; i < campaigns; i++) {
            Behaviour behaviour = behaviours.get();
            SimulatedCampaign campaign = SimulatedCampaign.of(behaviour, random);
            Estimate estimate = OpenRate.of(campaign.buckets()).estimate();
            if (estimate != null) {
                estimated++;
                held += estimate.plausible().contains((double) campaign.readers() / behaviour.deliveries()) ? 1 : 0;
            }
        }
        assertTrue(estimated > campaigns / 2, () -> "seed " + seed);
        return (double) held / estimated;
    }

    private static Verdict verdict(VerdictClass type, Confidence confidence) {
        return new Verdict(type, confidence, List.of("rule"), "1");
    }

    @Test
    void aReplyOrReceiptShowsLikeAClickWhoReadsWithoutImages() {
        MeasurementBucket answered =
                MeasurementBucket.unseen(true, false, Provider.OTHER).withAnswer();
        MeasurementBucket openedToo =
                new MeasurementBucket(true, true, false, true, false, false, false, Provider.OTHER);
        OpenRate rate = OpenRate.of(Map.of(answered, 10L, openedToo, 30L));
        assertEquals(0, rate.clicked().count());
        assertEquals(40, rate.seen().count());
        assertEquals(0.25, Objects.requireNonNull(rate.imagesBlocked()).share());
        assertNotNull(rate.estimate());
    }

    @Test
    void anAnswerIsKeptInTheNumberOfTheBucket() {
        MeasurementBucket answered =
                MeasurementBucket.unseen(true, true, Provider.APPLE).withAnswer();
        assertEquals(answered, MeasurementBucket.of(answered.number()));
    }
}
