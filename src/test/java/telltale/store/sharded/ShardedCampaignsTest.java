package telltale.store.sharded;

import java.util.UUID;
import telltale.store.CampaignsContract;
import telltale.store.Store;

class ShardedCampaignsTest extends CampaignsContract {
    private final ShardedDatabases databases = new ShardedDatabases(ShardedDatabases.NO_KEYS);

    @Override
    protected Store open() {
        return databases.open(UUID.randomUUID());
    }

    @Override
    protected int shard() {
        return 1;
    }
}
