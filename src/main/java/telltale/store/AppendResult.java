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
 * @param tests the ids of events of test deliveries, which are stored apart and not counted
 */
public record AppendResult(int stored, int aggregated, int unknownDelivery, Set<UUID> withdrawn, Set<UUID> tests) {
    public AppendResult {
        withdrawn = Set.copyOf(withdrawn);
        tests = Set.copyOf(tests);
    }

    /** A result without test deliveries. */
    public AppendResult(int stored, int aggregated, int unknownDelivery, Set<UUID> withdrawn) {
        this(stored, aggregated, unknownDelivery, withdrawn, Set.of());
    }

    /** A result without test deliveries and recipients who have opted out. */
    public AppendResult(int stored, int aggregated, int unknownDelivery) {
        this(stored, aggregated, unknownDelivery, Set.of());
    }
}
