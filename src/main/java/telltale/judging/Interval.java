package telltale.judging;

/** A 95 % confidence interval. */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /** @throws IllegalArgumentException if low is greater than high */
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("an interval cannot be from " + low + " to " + high);
        }
    }

    /**
     * The interval of a proportion, which is also valid for small samples and rare successes (Wilson, "Probable
     * inference", JASA 22(158), 1927).
     */
    public static Interval wilson(long successes, long trials) {
        if (trials == 0) {
            return new Interval(0, 1);
        }
        double share = (double) successes / trials;
        double weight = Z * Z / trials;
        double center = (share + weight / 2) / (1 + weight);
        double half = Z * Math.sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight);
        double low = successes == 0 ? 0 : Math.max(0, center - half);
        double high = successes == trials ? 1 : Math.min(1, center + half);
        return new Interval(low, high);
    }

    /**
     * The interval of a positive number whose logarithm is approximately normally distributed.
     *
     * @param deviation the standard deviation of the number itself
     */
    static Interval logNormal(double number, double deviation) {
        double factor = Math.exp(Z * deviation / number);
        return new Interval(number / factor, number * factor);
    }

    /** The smallest interval that contains both. */
    Interval span(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** Clamps both ends to bounds. */
    Interval within(double min, double max) {
        return new Interval(clamp(low, min, max), clamp(high, min, max));
    }

    Interval dividedBy(double divisor) {
        return new Interval(low / divisor, high / divisor);
    }

    /** Whether a number is in this interval. */
    public boolean contains(double number) {
        return low <= number && number <= high;
    }

    private static double clamp(double number, double min, double max) {
        return Math.max(min, Math.min(max, number));
    }
}
