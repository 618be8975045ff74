package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * Which deliveries to show.
 *
 * @param to only those to this recipient, or null for all
 * @param campaign only those of this campaign, or null for all
 * @param state only those in this state, or null for all
 * @param before only those older than this one, or null for the newest
 * @param limit how many at the most, 1 to 200
 */
public record DeliveryQuery(
        @Nullable EmailAddress to,
        @Nullable String campaign,
        @Nullable DeliveryState state,
        @Nullable DeliveryId before,
        int limit) {
    public static final int LARGEST_LIMIT = 200;

    public DeliveryQuery {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new IllegalArgumentException("limit is a number from 1 to " + LARGEST_LIMIT);
        }
    }
}
