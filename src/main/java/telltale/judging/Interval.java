package telltale.judging;

/** A range that a number lies in: 95 of 100 such ranges hold theirs, as far as the assumptions hold. */
public record Interval(double low, double high) {
    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /** @throws IllegalArgumentException if it is no range */
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("no range from " + low + " to " + high);
        }
    }

    /**
     * The interval of a proportion, which is right for few and for rare ones, too (Wilson, "Probable inference", JASA
     * 22(158), 1927).
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
     * The interval of a positive number whose logarithm is about normally distributed.
     *
     * @param deviation the standard deviation of the number itself
     */
    static Interval logNormal(double number, double deviation) {
        double factor = Math.exp(Z * deviation / number);
        return new Interval(number / factor, number * factor);
    }

    /** The range that holds both. */
    Interval or(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The part of it between two bounds; where it lies beyond one, that bound. */
    Interval within(double least, double most) {
        return new Interval(clamp(low, least, most), clamp(high, least, most));
    }

    Interval dividedBy(double divisor) {
        return new Interval(low / divisor, high / divisor);
    }

    /** Whether it lies in the range. */
    public boolean holds(double number) {
        return low <= number && number <= high;
    }

    private static double clamp(double number, double least, double most) {
        return Math.max(least, Math.min(most, number));
    }
}
