import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import telltale.judging.Interval;
import telltale.judging.PooledEstimate;
import telltale.judging.SimulatedPools;

/**
 * Measures what shared pixels cost in precision: over simulated campaigns, how often the interval of the number of openers
 * contains it, and how wide it is beside that of a pixel for each recipient.
 *
 * <p>{@code bench/run pools [campaigns] [seed]}.
 */
public final class Pools {
    private static final double TARGET = 0.95;

    public static void main(String[] arguments) throws Exception {
        int campaigns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        System.out.printf("%s%n%n%,d campaigns per row, seed %d%n%n", Machine.line(), campaigns, seed);
        System.out.println("| recipients | open rate | pool size | noise | openers per pool | estimated | interval contains the rate | interval contains the openers | width, points | width with a pixel each, points |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        boolean reached = true;
        for (int recipients : new int[] {500, 2_000, 10_000}) {
            Random random = new Random(seed);
            reached &= row(recipients, 0.25, 5, 0, campaigns, random);
            reached &= row(recipients, 0.25, 5, 10, campaigns, random);
            reached &= row(recipients, 0.05, 5, 0, campaigns, random);
            reached &= row(recipients, 0.05, 20, 0, campaigns, random);
            reached &= row(recipients, 0.40, 5, 0, campaigns, random);
            row(recipients, 0.25, 20, 0, campaigns, random);
        }
        if (!reached) {
            throw new BenchmarkException("Target missed: the interval contains the truth in less than 95 % of the campaigns.");
        }
    }

    /** Prints a row, and returns whether the interval contained both truths as often as it must, within the error of the simulation. */
    private static boolean row(int recipients, double rate, int size, int noise, int campaigns, Random random) {
        int estimated = 0;
        int rateHeld = 0;
        int openersHeld = 0;
        double width = 0;
        double individual = 0;
        for (int i = 0; i < campaigns; i++) {
            SimulatedPools campaign = SimulatedPools.of(recipients, size, noise, rate, random);
            Interval alone = Interval.wilson(campaign.openers(), recipients);
            individual += alone.high() - alone.low();
            PooledEstimate estimate = PooledEstimate.of(campaign.groups());
            if (estimate.status() == PooledEstimate.Status.ESTIMATED) {
                Interval interval = Objects.requireNonNull(estimate.interval());
                estimated++;
                rateHeld += interval.contains(rate) ? 1 : 0;
                openersHeld += interval.contains((double) campaign.openers() / recipients) ? 1 : 0;
                width += interval.high() - interval.low();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.0f %% | %d | %d %% | %.2f | %.1f %% | %s | %s | %s | %.1f |%n",
                recipients,
                100 * rate,
                size,
                noise,
                rate * size,
                100.0 * estimated / campaigns,
                percent(rateHeld, estimated),
                percent(openersHeld, estimated),
                estimated == 0 ? "–" : String.format(Locale.ROOT, "%.1f", 100 * width / estimated),
                100 * individual / campaigns);
        double least = TARGET - 3 * Math.sqrt(TARGET * (1 - TARGET) / Math.max(1, estimated));
        return estimated > 0 && Math.min(rateHeld, openersHeld) >= least * estimated;
    }

    private static String percent(int part, int whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
