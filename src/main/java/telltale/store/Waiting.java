package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.DeliveryId;
import telltale.model.State;

/**
 * A mail that is not out yet.
 *
 * @param attempts how often it was tried
 * @param dueAt when it is tried next; null while it is being sent
 * @param detail what the last try ended with, or null before the first
 * @param status the enhanced status code of that, or null
 */
public record Waiting(
        DeliveryId id,
        Address to,
        State state,
        int attempts,
        @Nullable Instant dueAt,
        @Nullable String detail,
        @Nullable String status) {}
