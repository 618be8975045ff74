package telltale.judging;

/**
 * What share of the tracked deliveries was read, as far as that can be concluded from clicks.
 *
 * @param share if everybody is alike
 * @param interval around it, by chance alone
 * @param plausible by chance, and by everything that may be assumed; what to show
 */
public record Estimate(double share, Interval interval, Interval plausible) {
    /** With fewer who were seen to open and to click, nothing is concluded. */
    static final int LEAST_OVERLAP = 7;

    static Estimate of(Cohorts cohorts) {
        double least = cohorts.confirmed();
        double most = cohorts.tracked();
        Interval plausible = Assumptions.extremes().stream()
                .map(assumptions -> assumptions.interval(cohorts))
                .reduce(Assumptions.SIMPLEST.interval(cohorts), Interval::or);
        double readers = Math.max(least, Math.min(most, Assumptions.SIMPLEST.readers(cohorts)));
        return new Estimate(
                readers / most,
                Assumptions.SIMPLEST.interval(cohorts).within(least, most).dividedBy(most),
                plausible.within(least, most).dividedBy(most));
    }
}
