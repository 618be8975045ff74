package telltale.judging;

import java.util.Map;
import java.util.function.Predicate;

/**
 * The counts of deliveries that an open rate is computed from. Every tracked delivery is in one of three cohorts:
 * measurable, prefetched, or quarantined.
 *
 * @param accepted all deliveries
 * @param clicked those in which a person clicked, except quarantined ones
 * @param measurable tracked, and in neither of the other two cohorts
 * @param openedAndClicked measurable ones that were opened, and clicked or answered; like a click, a reply or a receipt shows that
 *     a mail was read, whether or not its images were loaded
 * @param openedOnly measurable ones that were opened, and not clicked or answered
 * @param clickedOnly measurable ones that were clicked or answered and not opened, so read without images
 * @param prefetched loaded in advance, whether or not a person opened or clicked: moving those that were opened to the
 *     measurable cohort would overstate its open rate
 * @param prefetchedSeen prefetched ones that a person opened, clicked or answered nevertheless
 * @param prefetchedClicked prefetched ones that were clicked or answered
 * @param quarantined examined by a scanner, prefetched or not; their opens and clicks are not counted
 * @param quarantinedWithEvents quarantined ones with an open or a click by a person or a machine
 * @param unproven those outside quarantine that were opened or clicked, and not by a person as far as is known
 */
record Cohorts(
        long accepted,
        long clicked,
        long measurable,
        long openedAndClicked,
        long openedOnly,
        long clickedOnly,
        long prefetched,
        long prefetchedSeen,
        long prefetchedClicked,
        long quarantined,
        long quarantinedWithEvents,
        long unproven) {

    static Cohorts of(Map<MeasurementBucket, Long> buckets) {
        Predicate<MeasurementBucket> tracked = MeasurementBucket::tracked;
        Predicate<MeasurementBucket> prefetched =
                tracked.and(MeasurementBucket::prefetched).and(bucket -> !bucket.quarantined());
        Predicate<MeasurementBucket> measurable = tracked.and(bucket -> !bucket.prefetched() && !bucket.quarantined());
        Predicate<MeasurementBucket> quarantined = tracked.and(MeasurementBucket::quarantined);
        return new Cohorts(
                count(buckets, bucket -> true),
                count(buckets, bucket -> bucket.clicked() && !bucket.quarantined()),
                count(buckets, measurable),
                count(buckets, measurable.and(bucket -> bucket.opened() && bucket.isReadWithoutImages())),
                count(buckets, measurable.and(bucket -> bucket.opened() && !bucket.isReadWithoutImages())),
                count(buckets, measurable.and(bucket -> !bucket.opened() && bucket.isReadWithoutImages())),
                count(buckets, prefetched),
                count(buckets, prefetched.and(Cohorts::isSeen)),
                count(buckets, prefetched.and(MeasurementBucket::isReadWithoutImages)),
                count(buckets, quarantined),
                count(buckets, quarantined.and(bucket -> isSeen(bucket) || isUnproven(bucket))),
                count(buckets, measurable.or(prefetched).and(bucket -> !isSeen(bucket) && isUnproven(bucket))));
    }

    long tracked() {
        return measurable + prefetched + quarantined;
    }

    long measurableSeen() {
        return openedAndClicked + openedOnly + clickedOnly;
    }

    long confirmed() {
        return measurableSeen() + prefetchedSeen;
    }

    private static boolean isSeen(MeasurementBucket bucket) {
        return bucket.opened() || bucket.isReadWithoutImages();
    }

    /** Prefetched ones are too, even if they were stored by a version that did not set the flag. */
    private static boolean isUnproven(MeasurementBucket bucket) {
        return bucket.unproven() || bucket.prefetched();
    }

    private static long count(Map<MeasurementBucket, Long> buckets, Predicate<MeasurementBucket> which) {
        return buckets.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
