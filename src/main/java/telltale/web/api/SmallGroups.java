package telltale.web.api;

import java.util.stream.LongStream;
import telltale.model.Role;
import telltale.store.CampaignCounts;
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
}
