package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * A mail that is not out yet.
 *
 * @param attempts how often it was tried
 * @param dueAt when it is tried next; null while it is being sent
 * @param detail what the last try ended with, or null before the first
 * @param status the enhanced status code of that, or null
 */
public record QueuedDelivery(
        DeliveryId id,
        EmailAddress to,
        DeliveryState state,
        int attempts,
        @Nullable Instant dueAt,
        @Nullable String detail,
        @Nullable String status) {}
