package telltale.store.sharded;

import java.util.UUID;
import telltale.store.EventsContract;
import telltale.store.Store;

/** The deliveries are in both databases in turn. */
class ShardedEventsTest extends EventsContract {
    private final ShardedDatabases databases = new ShardedDatabases();
    private int deliveries;

    @Override
    protected Store open() {
        return databases.open(UUID.randomUUID());
    }

    /** The bound is one of each database, and each has half of the events. */
    @Override
    protected void aPageOfASelectiveQueryReadsABoundedNumberOfEvents() {}

    @Override
    protected int shard() {
        return deliveries++ % 2;
    }
}
