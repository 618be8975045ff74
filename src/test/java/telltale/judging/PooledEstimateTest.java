package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.judging.PooledEstimate.Status;
import telltale.model.PoolGroup;

class PooledEstimateTest {
    private static final int CAMPAIGNS = 2_000;

    @Test
    void forPoolsOfOneSizeItIsTheKnownFormula() {
        for (int seen = 0; seen <= 80; seen++) {
            PooledEstimate estimate = PooledEstimate.of(List.of(new PoolGroup(5, 0, 100, seen)));
            double expected = 1 - Math.pow(1 - seen / 100.0, 1 / 5.0);
            assertEquals(Status.ESTIMATED, estimate.status());
            assertEquals(expected, rate(estimate), 1e-9);
            assertTrue(interval(estimate).contains(expected), estimate.toString());
            assertEquals(500, estimate.recipients());
        }
    }

    @Test
    void poolsOfSeveralSizesAreWeighedByTheirLikelihood() {
        PooledEstimate estimate = PooledEstimate.of(List.of(new PoolGroup(5, 0, 40, 20), new PoolGroup(8, 0, 30, 18)));
        double best = logLikelihood(rate(estimate), 5, 40, 20) + logLikelihood(rate(estimate), 8, 30, 18);
        for (double other : new double[] {rate(estimate) - 0.001, rate(estimate) + 0.001}) {
            assertTrue(logLikelihood(other, 5, 40, 20) + logLikelihood(other, 8, 30, 18) < best);
        }
    }

    private static double logLikelihood(double rate, int size, long pools, long seen) {
        double unseen = Math.pow(1 - rate, size);
        return seen * Math.log(1 - unseen) + (pools - seen) * Math.log(unseen);
    }

    @Test
    void whatIsSeenByNoiseAloneIsNoOpener() {
        PooledEstimate estimate = PooledEstimate.of(List.of(new PoolGroup(5, 10, 1_000, 100)));
        assertEquals(0, rate(estimate), 1e-9);
        PooledEstimate fewer = PooledEstimate.of(List.of(new PoolGroup(5, 10, 1_000, 90)));
        assertEquals(0, rate(fewer));
        assertTrue(interval(fewer).high() > 0);
    }

    @Test
    void thereIsNoNumberForFewPoolsAndForSaturatedOnes() {
        PooledEstimate few = PooledEstimate.of(List.of(new PoolGroup(5, 0, 9, 3)));
        assertEquals(new PooledEstimate(Status.TOO_FEW, 45, 9, null, null), few);
        assertEquals(Status.TOO_FEW, PooledEstimate.of(List.of()).status());
        for (int size : new int[] {5, 6, 20, 100}) {
            for (int noise : new int[] {0, 25}) {
                PooledEstimate full = PooledEstimate.of(List.of(new PoolGroup(size, noise, 200, 200)));
                assertEquals(Status.SATURATED, full.status());
                assertNull(full.rate());
                assertNull(full.interval());
            }
        }
        // Two openers in an average pool of five are a rate of 40 %, at which 92.2 % of the pools are seen.
        assertEquals(
                Status.ESTIMATED,
                PooledEstimate.of(List.of(new PoolGroup(5, 0, 1_000, 922))).status());
        assertEquals(
                Status.SATURATED,
                PooledEstimate.of(List.of(new PoolGroup(5, 0, 1_000, 923))).status());
    }

    /** Up to two openers in an average pool; some recipients are left over, so that pools have different sizes. */
    @ParameterizedTest
    @CsvSource({
        "60,    5,   0,  0.02",
        "60,    5,   0,  0.3",
        "203,   5,   0,  0.1",
        "203,   5,   0,  0.4",
        "203,   10,  5,  0.1",
        "1003,  5,   0,  0.005",
        "1003,  5,   0,  0.25",
        "1003,  5,   10, 0.25",
        "1003,  5,   25, 0.2",
        "1003,  7,   0,  0.2857",
        "1999,  20,  0,  0.1",
        "1999,  100, 2,  0.02",
        "10004, 5,   0,  0.25",
        "10004, 5,   10, 0.25",
        "10004, 20,  0,  0.05"
    })
    void theIntervalContainsTheTruthInNinetyFivePercentOfCampaigns(int recipients, int size, int noise, double rate) {
        Random random = new Random(42);
        int estimated = 0;
        int rateHeld = 0;
        int openersHeld = 0;
        double width = 0;
        for (int i = 0; i < CAMPAIGNS; i++) {
            SimulatedPools campaign = SimulatedPools.of(recipients, size, noise, rate, random);
            PooledEstimate estimate = PooledEstimate.of(campaign.groups());
            if (estimate.status() == Status.ESTIMATED) {
                estimated++;
                rateHeld += interval(estimate).contains(rate) ? 1 : 0;
                openersHeld += interval(estimate).contains((double) campaign.openers() / recipients) ? 1 : 0;
                width += interval(estimate).high() - interval(estimate).low();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%,d recipients, pools of %d, noise %d %%, rate %.3f: %d of %d estimated, contains the rate %.1f %%,"
                        + " the openers %.1f %%, width %.1f points%n",
                recipients,
                size,
                noise,
                rate,
                estimated,
                CAMPAIGNS,
                100.0 * rateHeld / estimated,
                100.0 * openersHeld / estimated,
                100 * width / estimated);
        assertTrue(estimated >= CAMPAIGNS / 3, estimated + " estimated");
        double tolerance = 3 * Math.sqrt(0.95 * 0.05 / estimated);
        assertTrue((double) rateHeld / estimated >= 0.95 - tolerance);
        assertTrue((double) openersHeld / estimated >= 0.95 - tolerance);
    }

    private static double rate(PooledEstimate estimate) {
        return Objects.requireNonNull(estimate.rate());
    }

    private static Interval interval(PooledEstimate estimate) {
        return Objects.requireNonNull(estimate.interval());
    }
}
