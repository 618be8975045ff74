package telltale.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** A number for each {@link Metric}. */
public final class Figures {
    private static final int SIZE =
            Metric.ALL.stream().mapToInt(Metric::number).max().orElseThrow() + 1;

    /** Zero for all. */
    public static final Figures NONE = new Figures(new long[SIZE]);

    /** At the number of each metric. */
    private final long[] counts;

    private Figures(long[] counts) {
        this.counts = counts;
    }

    /** Zero for all but some. */
    public static Figures of(Map<Metric, Long> counts) {
        Sum sum = new Sum();
        counts.forEach(sum::add);
        return sum.figures();
    }

    /** The sum of some. */
    public static Figures sum(Collection<Figures> all) {
        Sum sum = new Sum();
        all.forEach(sum::add);
        return sum.figures();
    }

    /** The number of one metric. */
    public long get(Metric metric) {
        return counts[metric.number()];
    }

    /** The sum of the numbers of some metrics. */
    public long sum(Predicate<Metric> condition) {
        return Metric.ALL.stream().filter(condition).mapToLong(this::get).sum();
    }

    /** Whether all are zero. */
    public boolean isZero() {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    /** The sum of both. */
    public Figures plus(Figures other) {
        Sum sum = new Sum();
        sum.add(this);
        sum.add(other);
        return sum.figures();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Figures figures && Arrays.equals(counts, figures.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    /** The metrics that are not zero. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Metric metric : Metric.ALL) {
            if (get(metric) != 0) {
                text.append(text.length() == 1 ? "" : ", ")
                        .append(metric.column())
                        .append('=')
                        .append(get(metric));
            }
        }
        return text.append('}').toString();
    }

    /** Figures that are being summed. */
    public static final class Sum {
        private final long[] counts = new long[SIZE];

        /** Adds to one metric. */
        public void add(Metric metric, long count) {
            counts[metric.number()] += count;
        }

        /** Adds to all metrics. */
        public void add(Figures figures) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += figures.counts[i];
            }
        }

        /** The sum so far. */
        public Figures figures() {
            return new Figures(counts.clone());
        }
    }
}
