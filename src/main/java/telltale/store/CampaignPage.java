package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of campaigns.
 *
 * @param next where the next page begins ({@link CampaignQuery#before}), or null on the last page
 */
public record CampaignPage(
        List<Campaign> campaigns, @Nullable String next) {
    /** A campaign and what happened in it in the time that was asked for. */
    public record Campaign(
            String name, long deliveries, long accepted, long opens, long unique, long clicks, long clicked) {
        /** Without clicks. */
        public Campaign(String name, long deliveries, long accepted, long opens, long unique) {
            this(name, deliveries, accepted, opens, unique, 0, 0);
        }
    }
}
