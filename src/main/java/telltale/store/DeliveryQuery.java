package telltale.store;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * A query for a page of deliveries, newest first. It looks at a bounded number of deliveries, so that a page of rare ones may not
 * be full although there is a next one.
 *
 * @param conditions all apply
 * @param before the delivery before whose creation the page begins, or null for the newest
 * @param limit the page size, 1 to 200
 */
public record DeliveryQuery(
        List<DeliveryCondition> conditions, @Nullable DeliveryId before, int limit) {
    public static final int MAX_LIMIT = 200;

    /** A query by the recipient, the campaign and the state, each null for all. */
    public DeliveryQuery(
            @Nullable EmailAddress to,
            @Nullable String campaign,
            @Nullable DeliveryState state,
            @Nullable DeliveryId before,
            int limit) {
        this(
                Stream.of(
                                to == null ? null : new DeliveryCondition.Recipient(to),
                                campaign == null ? null : new DeliveryCondition.Campaign(campaign),
                                state == null ? null : new DeliveryCondition.State(state))
                        .filter(Objects::nonNull)
                        .<DeliveryCondition>map(condition -> condition)
                        .toList(),
                before,
                limit);
    }

    public DeliveryQuery {
        conditions = List.copyOf(conditions);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
    }

    /** A query by one condition. */
    public static DeliveryQuery of(DeliveryCondition condition, int limit) {
        return new DeliveryQuery(List.of(condition), null, limit);
    }

    /** Returns this query for the page after a delivery. */
    public DeliveryQuery after(DeliveryId last) {
        return new DeliveryQuery(conditions, last, limit);
    }
}
