package telltale.judging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open rate of a campaign, with the uncertainty of what can be measured.
 *
 * @param accepted all deliveries that a mail server accepted
 * @param clicked the accepted ones in which a person is known to have clicked
 * @param tracked those with a pixel; all of the following are parts of them
 * @param atLeast those that a person opened or clicked: valid under any assumptions, if the verdicts are right
 * @param errorBound how far the share of {@code atLeast} could move if they are not
 * @param prefetched those that cannot be measured because images are loaded in advance
 * @param quarantined those that cannot be measured because a scanner examines the recipient's mail
 * @param seen the measurable ones that a person opened or clicked
 * @param imagesBlocked of the measurable ones with a click, those without an open; null if there are too few clicks
 * @param estimate null if there are too few clicks for an estimate
 */
public record OpenRate(
        long accepted,
        Proportion clicked,
        long tracked,
        Proportion atLeast,
        ErrorBound errorBound,
        Proportion prefetched,
        Proportion quarantined,
        Proportion seen,
        @Nullable Proportion imagesBlocked,
        @Nullable Estimate estimate) {

    /** The assumptions of the plausible range, to be shown with it. */
    public static final List<String> ASSUMPTIONS = List.of(
            "Readers who see images click 1 to 2 times as often as readers who do not.",
            "Readers whose images are loaded in advance click 0.8 to 1.25 times as often as other readers who see images.",
            "Recipients behind a scanner read 0.75 to 1.25 times as often as others.",
            "At most 2 % of the recipients who did not read were counted as readers because of a machine.");

    /** Computes the open rate of a campaign from the number of its deliveries in each bucket. */
    public static OpenRate of(Map<MeasurementBucket, Long> buckets) {
        Cohorts cohorts = Cohorts.of(buckets);
        long tracked = cohorts.tracked();
        boolean overlaps = cohorts.openedAndClicked() >= Estimate.MIN_OVERLAP;
        return new OpenRate(
                cohorts.accepted(),
                new Proportion(cohorts.clicked(), cohorts.accepted()),
                tracked,
                new Proportion(cohorts.confirmed(), tracked),
                ErrorBound.of(cohorts, Accuracy.builtIn().worst()),
                new Proportion(cohorts.prefetched(), tracked),
                new Proportion(cohorts.quarantined(), tracked),
                new Proportion(cohorts.measurableSeen(), cohorts.measurable()),
                overlaps ? imagesBlocked(cohorts) : null,
                overlaps ? Estimate.of(cohorts) : null);
    }

    private static Proportion imagesBlocked(Cohorts cohorts) {
        return new Proportion(cohorts.clickedOnly(), cohorts.openedAndClicked() + cohorts.clickedOnly());
    }
}
