package telltale.store.sharded;

import java.util.UUID;
import telltale.store.OutboxContract;
import telltale.store.Store;

class ShardedOutboxTest extends OutboxContract {
    private final ShardedDatabases databases = new ShardedDatabases(ShardedDatabases.NO_KEYS);

    @Override
    protected Store open() {
        return databases.open(new UUID(1, 1));
    }

    @Override
    protected int shard() {
        return 1;
    }
}
