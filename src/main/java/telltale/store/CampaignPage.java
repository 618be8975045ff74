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
    public record Campaign(String name, CampaignCounts counts) {}
}
