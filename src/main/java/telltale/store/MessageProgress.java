package telltale.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.PrivacyProfile;

/**
 * The progress of a message.
 *
 * @param privacy limits the recording of opens and clicks
 * @param deliveries the number of deliveries in each state
 */
public record MessageProgress(
        UUID message,
        Instant createdAt,
        @Nullable String campaign,
        PrivacyProfile privacy,
        Map<DeliveryState, Long> deliveries) {
    public MessageProgress {
        deliveries = Map.copyOf(deliveries);
    }

    /** The number of recipients. */
    public long total() {
        return deliveries.values().stream().mapToLong(Long::longValue).sum();
    }
}
