package telltale.web.ops;

import java.util.ArrayList;
import java.util.List;
import telltale.store.ShardUpkeep;

/** The reasons why further databases make a node degraded, as sentences without a full stop. */
final class ShardReasons {
    private ShardReasons() {}

    static List<String> of(ShardUpkeep upkeep) {
        List<String> reasons = new ArrayList<>();
        for (ShardUpkeep.State state : upkeep.states()) {
            if (!state.isInUse()) {
                reasons.add("shard " + state.shard()
                        + " is unavailable: its hits and mail wait, and numbers are lower bounds");
            }
        }
        if (upkeep.unknown() > 0) {
            reasons.add("hits wait for a database that TELLTALE_SHARDS of this node does not name");
        }
        if (upkeep.rejected() > 0) {
            reasons.add("a database rejected hits that had waited for it; they are kept apart");
        }
        return reasons;
    }
}
