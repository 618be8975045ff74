package telltale.store.sharded;

import java.util.UUID;
import telltale.store.StatisticsContract;
import telltale.store.Store;

class ShardedStatisticsTest extends StatisticsContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open() {
        return databases.with(StatisticsContract::key).open(UUID.randomUUID());
    }

    @Override
    protected void execute(String sql) {
        ShardedDatabases.execute(databases.first, "set search_path to telltale; " + sql);
        ShardedDatabases.execute(databases.further, "set search_path to telltale; " + sql);
    }

    @Override
    protected int shard() {
        return 1;
    }
}
