package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * A query for a page of deliveries, newest first.
 *
 * @param to the recipient, or null for all
 * @param campaign the campaign, or null for all
 * @param topic the name of the topic, or null for all
 * @param state the state, or null for all
 * @param queueId the identifier that the mail server gave them, or null for all
 * @param before the delivery before whose creation the page begins, or null for the newest
 * @param limit the page size, 1 to 200
 */
public record DeliveryQuery(
        @Nullable EmailAddress to,
        @Nullable String campaign,
        @Nullable String topic,
        @Nullable DeliveryState state,
        @Nullable String queueId,
        @Nullable DeliveryId before,
        int limit) {
    public static final int MAX_LIMIT = 200;

    /** A query for deliveries with and without a topic. */
    public DeliveryQuery(
            @Nullable EmailAddress to,
            @Nullable String campaign,
            @Nullable DeliveryState state,
            @Nullable DeliveryId before,
            int limit) {
        this(to, campaign, null, state, before, limit);
    }

    /** A query for deliveries whatever the mail server calls them. */
    public DeliveryQuery(
            @Nullable EmailAddress to,
            @Nullable String campaign,
            @Nullable String topic,
            @Nullable DeliveryState state,
            @Nullable DeliveryId before,
            int limit) {
        this(to, campaign, topic, state, null, before, limit);
    }

    public DeliveryQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
    }
}
