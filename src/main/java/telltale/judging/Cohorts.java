package telltale.judging;

import java.util.Map;
import java.util.function.Predicate;

/**
 * The counts that an open rate is computed from. Every tracked delivery is in one of three cohorts: measurable,
 * prefetched, or quarantined.
 *
 * @param accepted all deliveries
 * @param clicked of all that are not quarantined: those of whom a person followed a link
 * @param measurable tracked, and in neither of the other two cohorts
 * @param openedAndClicked of the measurable
 * @param openedOnly of the measurable
 * @param clickedOnly of the measurable: read without images
 * @param prefetched loaded in advance, whether or not a person was seen besides: to sort by what was seen would make the
 *     measurable look keener than they are
 * @param prefetchedSeen of the prefetched: those of whom a person was seen all the same
 * @param prefetchedClicked of the prefetched
 * @param quarantined examined by a scanner, prefetched or not; nothing that was seen of them counts
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
        long quarantined) {

    static Cohorts of(Map<MeasurementBucket, Long> cells) {
        Predicate<MeasurementBucket> tracked = MeasurementBucket::tracked;
        Predicate<MeasurementBucket> prefetched =
                tracked.and(MeasurementBucket::prefetched).and(cell -> !cell.quarantined());
        Predicate<MeasurementBucket> measurable = tracked.and(cell -> !cell.prefetched() && !cell.quarantined());
        return new Cohorts(
                count(cells, cell -> true),
                count(cells, cell -> cell.clicked() && !cell.quarantined()),
                count(cells, measurable),
                count(cells, measurable.and(cell -> cell.opened() && cell.clicked())),
                count(cells, measurable.and(cell -> cell.opened() && !cell.clicked())),
                count(cells, measurable.and(cell -> !cell.opened() && cell.clicked())),
                count(cells, prefetched),
                count(cells, prefetched.and(cell -> cell.opened() || cell.clicked())),
                count(cells, prefetched.and(MeasurementBucket::clicked)),
                count(cells, tracked.and(MeasurementBucket::quarantined)));
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

    private static long count(Map<MeasurementBucket, Long> cells, Predicate<MeasurementBucket> which) {
        return cells.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
