package telltale.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;

/**
 * How far a message is.
 *
 * @param deliveries how many are in each state
 */
public record MessageProgress(
        UUID message, Instant createdAt, @Nullable String campaign, Map<DeliveryState, Long> deliveries) {
    public MessageProgress {
        deliveries = Map.copyOf(deliveries);
    }

    public long total() {
        return deliveries.values().stream().mapToLong(Long::longValue).sum();
    }
}
