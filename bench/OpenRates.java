import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import telltale.judging.Estimate;
import telltale.judging.OpenRate;
import telltale.judging.SimulatedCampaign;
import telltale.judging.SimulatedCampaign.Behaviour;

/**
 * Measures how often the ranges of an open rate contain the true value, over thousands of simulated campaigns whose readers
 * are known, and how wide the ranges are.
 *
 * <p>{@code bench/run open-rates [campaigns] [seed]}.
 */
public final class OpenRates {
    private static final double TARGET = 0.95;

    public static void main(String[] arguments) throws Exception {
        int campaigns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        System.out.printf("%s%n%n%,d campaigns per row, seed %d%n%n", Machine.line(), campaigns, seed);
        System.out.println("| deliveries | readers and machines | estimated | error, points | interval contains the truth | plausible range contains the truth | width of the range, points | at least |");
        System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        boolean reached = true;
        for (int deliveries : new int[] {2_000, 10_000}) {
            Random random = new Random(seed);
            row(deliveries, "as under the simplest assumptions", campaigns, random, r -> Behaviour.usual(deliveries));
            reached &= row(deliveries, "within the assumptions of the range", campaigns, random, r -> Behaviour.allowed(deliveries, r))
                    >= TARGET;
            row(deliveries, "outside the assumptions of the range", campaigns, random, r -> Behaviour.beyond(deliveries));
        }
        if (!reached) {
            throw new BenchmarkException("Target missed: the plausible range contains the truth in less than 95 % of the campaigns.");
        }
    }

    /** Prints a row and returns how often the plausible range contained the truth. */
    private static double row(
            int deliveries, String what, int campaigns, Random random, Function<Random, Behaviour> behaviours) {
        int estimated = 0;
        int held = 0;
        int intervalHeld = 0;
        double error = 0;
        double width = 0;
        double atLeast = 0;
        for (int i = 0; i < campaigns; i++) {
            SimulatedCampaign campaign = SimulatedCampaign.of(behaviours.apply(random), random);
            OpenRate rate = OpenRate.of(campaign.buckets());
            Estimate estimate = rate.estimate();
            if (estimate == null) {
                continue;
            }
            double truth = (double) campaign.readers() / deliveries;
            estimated++;
            held += estimate.plausible().contains(truth) ? 1 : 0;
            intervalHeld += estimate.interval().contains(truth) ? 1 : 0;
            error += estimate.share() - truth;
            width += estimate.plausible().high() - estimate.plausible().low();
            atLeast += rate.atLeast().share() - truth;
        }
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %.1f %% | %+.1f | %.1f %% | %.1f %% | %.1f | %+.1f |%n",
                deliveries,
                what,
                100.0 * estimated / campaigns,
                100 * error / estimated,
                100.0 * intervalHeld / estimated,
                100.0 * held / estimated,
                100 * width / estimated,
                100 * atLeast / estimated);
        return (double) held / estimated;
    }
}
