package telltale.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.State;

/**
 * How far a message is.
 *
 * @param deliveries how many are in each state
 */
public record Progress(
        UUID message, Instant createdAt, @Nullable String campaign, Map<State, Long> deliveries) {
    public Progress {
        deliveries = Map.copyOf(deliveries);
    }

    public long total() {
        return deliveries.values().stream().mapToLong(Long::longValue).sum();
    }
}
