package telltale.judging;

/**
 * The range in which the share of deliveries that a person was seen to open or click could lie if verdicts are wrong as often as
 * measurements permit.
 *
 * @param share the range of the share, on average over campaigns with these errors
 * @param rates the measured errors; the bound uses the upper ends of their intervals
 */
public record ErrorBound(Interval share, ErrorRates rates) {
    /**
     * Bounds the share of deliveries confirmed by a person, <i>a</i> of <i>N</i> tracked ones.
     *
     * <p>Below: machines alone loaded or clicked <i>D</i> deliveries; of these, a share of at most <i>p</i> counts as a
     * person's. The others are among the <i>b</i> deliveries with an event that is not a person's, and none that is. So
     * D(1 − p) ≤ b, and at most b·p/(1 − p) of <i>a</i> are wrong.
     *
     * <p>Above: of the deliveries with an event by a person, a share of at least 1 − <i>q</i> counts as such, so they are at most
     * a/(1 − q); and no more than <i>a</i>, <i>b</i> and the quarantined deliveries with an event together.
     *
     * <p><i>p</i> is the upper end of the 95 % interval of {@link ErrorRates#machinesCalledPeople()}, <i>q</i> that of
     * {@link ErrorRates#peopleMissed()} (the correction is that of Rogan and Gladen, Am. J. Epidemiol. 107, 1978, with one error at a
     * time). Assumptions: the programs that load this campaign are like the labelled ones, whose requests count once each however much
     * they are used; one kind of machine per delivery; and readers without any event are outside this range.
     */
    static ErrorBound of(Cohorts cohorts, ErrorRates rates) {
        double p = rates.machinesCalledPeople().interval().high();
        double q = rates.peopleMissed().interval().high();
        double confirmed = cohorts.confirmed();
        double all = confirmed + cohorts.unproven() + cohorts.quarantinedWithEvents();
        double low = Math.max(0, confirmed - atMost(cohorts.unproven() * p, 1 - p, confirmed));
        double high = atMost(confirmed, 1 - q, all);
        double tracked = Math.max(1, cohorts.tracked());
        return new ErrorBound(new Interval(low, high).dividedBy(tracked), rates);
    }

    /** The quotient, or the limit if it is less. */
    private static double atMost(double dividend, double divisor, double limit) {
        return dividend >= limit * divisor ? limit : dividend / divisor;
    }
}
