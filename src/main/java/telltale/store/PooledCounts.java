package telltale.store;

import java.util.List;
import java.util.Map;
import telltale.model.PoolGroup;

/**
 * The counts of a campaign's mail under the profile {@code aggregated}.
 *
 * @param groups its pools
 * @param clicks the clicks of people by the number of the link within its message, in order
 */
public record PooledCounts(List<PoolGroup> groups, Map<Integer, Long> clicks) {
    public PooledCounts {
        groups = List.copyOf(groups);
    }
}
