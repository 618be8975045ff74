package telltale.store;

import java.util.Set;
import java.util.UUID;

/**
 * What became of a batch of events.
 *
 * @param stored new rows
 * @param folded counted without a row, because their delivery had too many already
 * @param unknownDelivery of deliveries that do not exist
 * @param withdrawn the ids of those whose recipients do not want to be tracked: nothing is kept of them
 */
public record AppendResult(int stored, int folded, int unknownDelivery, Set<UUID> withdrawn) {
    public AppendResult {
        withdrawn = Set.copyOf(withdrawn);
    }

    /** Of recipients who all may be tracked. */
    public AppendResult(int stored, int folded, int unknownDelivery) {
        this(stored, folded, unknownDelivery, Set.of());
    }
}
