package telltale.judging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be said honestly of how many read a campaign.
 *
 * @param accepted all deliveries that a server took
 * @param clicked of the accepted: those of whom a person is known to have followed a link
 * @param tracked those with a pixel; everything below is a part of them
 * @param atLeast those of whom a person was seen: true whatever else is assumed
 * @param prefetched those that cannot be measured because their images are loaded in advance
 * @param quarantined those that cannot be measured because a scanner examines their mail
 * @param seen of the measurable: those of whom a person was seen
 * @param imagesBlocked of the clickers among the measurable: those whom the pixel did not see; null where too few clicked
 * @param estimate null where too few clicked to conclude anything
 */
public record OpenRate(
        long accepted,
        Proportion clicked,
        long tracked,
        Proportion atLeast,
        Proportion prefetched,
        Proportion quarantined,
        Proportion seen,
        @Nullable Proportion imagesBlocked,
        @Nullable Estimate estimate) {

    /** What the plausible range rests on; to be shown beside it. */
    public static final List<String> ASSUMPTIONS = List.of(
            "Who sees the images clicks as often as who does not, up to twice as often.",
            "Readers whose images are loaded in advance click 0.8 to 1.25 times as often as the others who see images.",
            "Recipients behind a scanner read 0.75 to 1.25 times as often as the others.",
            "Of those who did not read, at most 2 % were taken for readers because of a machine.");

    /** The open rate of a campaign, from how many of its deliveries are in which cell. */
    public static OpenRate of(Map<MeasurementBucket, Long> cells) {
        Cohorts cohorts = Cohorts.of(cells);
        long tracked = cohorts.tracked();
        boolean overlaps = cohorts.openedAndClicked() >= Estimate.LEAST_OVERLAP;
        return new OpenRate(
                cohorts.accepted(),
                new Proportion(cohorts.clicked(), cohorts.accepted()),
                tracked,
                new Proportion(cohorts.confirmed(), tracked),
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
