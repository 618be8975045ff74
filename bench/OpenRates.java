import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import telltale.judging.Estimate;
import telltale.judging.OpenRate;
import telltale.judging.SimulatedCampaign;
import telltale.judging.SimulatedCampaign.Behaviour;

/**
 * How often the ranges of an open rate hold the truth, over thousands of campaigns whose readers are known, and how wide
 * they are.
 *
 * <p>{@code bench/run open-rates [campaigns] [seed]}.
 */
public final class OpenRates {
    private static final double PROMISED = 0.95;

    public static void main(String[] arguments) throws Exception {
        int campaigns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        System.out.printf("%s%n%n%,d campaigns a row, seed %d%n%n", Machine.line(), campaigns, seed);
        System.out.println("| deliveries | readers and machines | estimated | error, points | its interval holds | plausible range holds | its width, points | at least |");
        System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        boolean kept = true;
        for (int deliveries : new int[] {2_000, 10_000}) {
            Random random = new Random(seed);
            row(deliveries, "as the simplest assumptions say", campaigns, random, r -> Behaviour.usual(deliveries));
            kept &= row(deliveries, "anything that the range allows for", campaigns, random, r -> Behaviour.allowed(deliveries, r))
                    >= PROMISED;
            row(deliveries, "beyond what the range allows for", campaigns, random, r -> Behaviour.beyond(deliveries));
        }
        if (!kept) {
            throw new Machine.Unusable("The plausible range does not hold the truth as often as promised.");
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
