package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of campaigns.
 *
 * @param next the value of {@link CampaignQuery#before} for the next page, or null on the last page
 */
public record CampaignPage(
        List<Campaign> campaigns, @Nullable String next) {
    /** A campaign and its counts in the queried time. */
    public record Campaign(
            String name, long deliveries, long accepted, long opens, long unique, long clicks, long clicked) {
        /** A campaign without clicks. */
        public Campaign(String name, long deliveries, long accepted, long opens, long unique) {
            this(name, deliveries, accepted, opens, unique, 0, 0);
        }

        /** The sum with more counts of this campaign. */
        public Campaign plus(Campaign more) {
            return new Campaign(
                    name,
                    deliveries + more.deliveries,
                    accepted + more.accepted,
                    opens + more.opens,
                    unique + more.unique,
                    clicks + more.clicks,
                    clicked + more.clicked);
        }
    }
}
