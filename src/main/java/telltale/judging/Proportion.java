package telltale.judging;

/** A count as part of a total, with its share and confidence interval. */
public record Proportion(long count, long of) {
    /** @throws IllegalArgumentException if the count is negative or greater than the total */
    public Proportion {
        if (count < 0 || count > of) {
            throw new IllegalArgumentException("the count " + count + " is not within the total " + of);
        }
    }

    /** The share; 0 if the total is 0. */
    public double share() {
        return of == 0 ? 0 : (double) count / of;
    }

    public Interval interval() {
        return Interval.wilson(count, of);
    }
}
