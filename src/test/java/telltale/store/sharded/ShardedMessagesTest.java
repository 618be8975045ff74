package telltale.store.sharded;

import java.util.UUID;
import telltale.store.MessagesContract;
import telltale.store.Store;

class ShardedMessagesTest extends MessagesContract {
    private final ShardedDatabases databases = new ShardedDatabases(ShardedDatabases.NO_KEYS);

    @Override
    protected Store open() {
        ShardedStore opened = databases.open(new UUID(1, 1));
        try (Store first = databases.open(databases.first, new UUID(1, 1))) {
            first.shardTable().place(octets("key"), 1, NOON);
        }
        return opened;
    }

    @Override
    protected int shard() {
        return 1;
    }
}
