package telltale.web.api;

import java.util.stream.LongStream;
import telltale.model.EventKind;
import telltale.model.Role;
import telltale.store.CampaignCounts;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.web.http.Identity;
import telltale.web.http.RoutedRequest;

/**
 * Hides the figures of fewer than {@value #MIN_PEOPLE} people from a role that must not be shown them ({@link
 * Role#isShownSmallGroups}), because they would tell what single people did.
 */
record SmallGroups(boolean hidden) {
    /** The smallest number of people whose figures every role is shown. */
    static final int MIN_PEOPLE = 20;

    /** The rule for the sender of a request. */
    static SmallGroups of(RoutedRequest request) {
        return new SmallGroups(!Identity.of(request.http()).role().isShownSmallGroups());
    }

    /** Whether the figures of so many people are hidden. */
    boolean hides(long people) {
        return hidden && people < MIN_PEOPLE;
    }

    /** Whether the figures of a day are hidden, because few people got a mail, opened or clicked on it. */
    boolean hidesDay(CampaignCounts day) {
        return LongStream.of(day.deliveries(), day.unique(), day.clicked(), day.bounced(), day.complained())
                .anyMatch(people -> people > 0 && hides(people));
    }

    /**
     * Whether figures are hidden, because some of them are of few deliveries, or may be: how many deliveries the opens and clicks
     * belong to is known only of those by people.
     */
    boolean hides(Figures figures) {
        return hidden
                && (Metric.ALL.stream().anyMatch(metric -> metric.kind() == null && isFew(figures.get(metric)))
                        || hidesEvents(figures, EventKind.OPEN, figures.get(Metric.SEEN))
                        || hidesEvents(figures, EventKind.CLICK, figures.get(Metric.CLICKED)));
    }

    private static boolean hidesEvents(Figures figures, EventKind kind, long people) {
        long byPeople = figures.sum(metric -> metric.kind() == kind && metric.isByPerson());
        long others = figures.sum(metric -> metric.kind() == kind && !metric.isByPerson());
        return (byPeople > 0 && people < MIN_PEOPLE) || isFew(others);
    }

    private static boolean isFew(long count) {
        return count > 0 && count < MIN_PEOPLE;
    }
}
