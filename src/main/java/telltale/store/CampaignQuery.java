package telltale.store;

import org.jspecify.annotations.Nullable;

/**
 * Which campaigns to show, and over which time.
 *
 * @param fromQuarter the first quarter of an hour that counts
 * @param toQuarter the first that does not count any more
 * @param before only campaigns that began before this one (the name of one), or null for the newest
 * @param limit how many at the most, 1 to 200
 */
public record CampaignQuery(
        long fromQuarter, long toQuarter, @Nullable String before, int limit) {
    public CampaignQuery {
        if (limit < 1 || limit > DeliveryQuery.LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit is a number from 1 to " + DeliveryQuery.LARGEST_LIMIT);
        }
    }
}
