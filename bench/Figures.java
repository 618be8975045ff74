import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures of several rounds, with their median and range. */
final class Figures {
    private final double[] sorted;

    private Figures(double[] values) {
        this.sorted = values;
        Arrays.sort(sorted);
    }

    static <T> Figures of(Collection<T> rounds, ToDoubleFunction<T> figure) {
        return new Figures(rounds.stream().mapToDouble(figure).toArray());
    }

    static Figures of(List<Double> values) {
        return of(values, Double::doubleValue);
    }

    double median() {
        return at(0.5);
    }

    /** Returns a quantile, interpolated: 0.95 for the 95th percentile. */
    double at(double quantile) {
        double position = quantile * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }

    /** Returns the median, with the lowest and the highest value. */
    String spread() {
        return String.format(Locale.ROOT, "%,.0f (%,.0f to %,.0f)", median(), sorted[0], sorted[sorted.length - 1]);
    }

    static String ratio(double ours, double theirs) {
        double ratio = ours / theirs;
        return String.format(Locale.ROOT, ratio >= 10 ? "%.0f" : "%.2f", ratio);
    }
}
