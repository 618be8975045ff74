package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * A delivery without a final state.
 *
 * @param attempts the number of attempts so far
 * @param dueAt the time of the next attempt; null while it is being sent or held
 * @param isHeld whether it waits until its campaign is resumed
 * @param detail the result of the last attempt, or null before the first
 * @param status the enhanced status code of that result, or null
 */
public record QueuedDelivery(
        DeliveryId id,
        EmailAddress to,
        DeliveryState state,
        int attempts,
        @Nullable Instant dueAt,
        boolean isHeld,
        @Nullable String detail,
        @Nullable String status) {}
