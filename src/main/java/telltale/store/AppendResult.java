package telltale.store;

import java.util.Set;
import java.util.UUID;

/**
 * The result of storing a batch of events.
 *
 * @param stored the number of new rows
 * @param aggregated the number of events counted without a row, because their delivery has too many rows
 * @param unknownDelivery the number of events of deliveries that do not exist
 * @param withdrawn the ids of events of recipients who have opted out of tracking, which are not stored
 */
public record AppendResult(int stored, int aggregated, int unknownDelivery, Set<UUID> withdrawn) {
    public AppendResult {
        withdrawn = Set.copyOf(withdrawn);
    }

    /** A result without recipients who have opted out. */
    public AppendResult(int stored, int aggregated, int unknownDelivery) {
        this(stored, aggregated, unknownDelivery, Set.of());
    }
}
