package telltale.store.sharded;

import java.util.UUID;
import telltale.store.PoolsContract;
import telltale.store.Store;

class ShardedPoolsTest extends PoolsContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open() {
        return databases.open(UUID.randomUUID());
    }

    @Override
    protected long number(String sql) {
        return databases.number(sql);
    }

    @Override
    protected int shard() {
        return 1;
    }
}
