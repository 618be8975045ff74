package telltale.store;

import org.jspecify.annotations.Nullable;

/**
 * A query for a page of campaigns and their counts in a time.
 *
 * @param fromQuarter the first quarter hour to count
 * @param toQuarter the quarter hour at which counting ends, exclusive
 * @param part what the names contain, in any case of ASCII letters; empty for all
 * @param before the name of the campaign before whose creation the page begins, or null for the newest
 * @param limit the page size, 1 to 200
 */
public record CampaignQuery(
        long fromQuarter,
        long toQuarter,
        String part,
        @Nullable String before,
        int limit) {
    public CampaignQuery {
        if (limit < 1 || limit > DeliveryQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + DeliveryQuery.MAX_LIMIT);
        }
    }
}
