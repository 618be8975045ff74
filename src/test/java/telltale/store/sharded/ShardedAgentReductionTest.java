package telltale.store.sharded;

import java.util.List;
import java.util.UUID;
import telltale.store.AgentReductionContract;
import telltale.store.Store;

class ShardedAgentReductionTest extends AgentReductionContract {
    private final ShardedDatabases databases = new ShardedDatabases(ShardedDatabases.NO_KEYS);

    @Override
    protected Store open() {
        return databases.open(UUID.randomUUID());
    }

    @Override
    protected List<String> describedAgents() {
        return databases.texts("select agent from clients where verdict = '' order by agent");
    }

    @Override
    protected int shard() {
        return 1;
    }
}
