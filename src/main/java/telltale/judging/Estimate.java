package telltale.judging;

/**
 * An estimate of the share of tracked deliveries that were read, derived from clicks.
 *
 * @param share the share if all recipients behave alike
 * @param interval its confidence interval, from chance alone
 * @param plausible the range from chance and all admissible assumptions, which is the one to show
 */
public record Estimate(double share, Interval interval, Interval plausible) {
    /** The minimum number of deliveries that were opened and clicked, below which nothing is estimated. */
    static final int MIN_OVERLAP = 7;

    static Estimate of(Cohorts cohorts) {
        double min = cohorts.confirmed();
        double max = cohorts.tracked();
        Interval plausible = Assumptions.extremes().stream()
                .map(assumptions -> assumptions.interval(cohorts))
                .reduce(Assumptions.SIMPLEST.interval(cohorts), Interval::span);
        double readers = Math.max(min, Math.min(max, Assumptions.SIMPLEST.readers(cohorts)));
        return new Estimate(
                readers / max,
                Assumptions.SIMPLEST.interval(cohorts).within(min, max).dividedBy(max),
                plausible.within(min, max).dividedBy(max));
    }
}
