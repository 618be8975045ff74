package telltale.store.postgresql;

import java.util.Optional;
import telltale.postgres.PostgresServer;
import telltale.store.CampaignsContract;
import telltale.store.Store;

class PostgresCampaignsTest extends CampaignsContract {
    @Override
    protected Store open() {
        return PostgresStores.open(PostgresServer.shared().newMigratedDatabase(), address -> Optional.empty());
    }
}
