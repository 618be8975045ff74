package telltale.judging;

/** How many of how many, as a share with its interval. */
public record Proportion(long count, long of) {
    /** @throws IllegalArgumentException if it is no part */
    public Proportion {
        if (count < 0 || count > of) {
            throw new IllegalArgumentException(count + " of " + of + " is no part");
        }
    }

    /** Of nothing, 0. */
    public double share() {
        return of == 0 ? 0 : (double) count / of;
    }

    public Interval interval() {
        return Interval.wilson(count, of);
    }
}
