package telltale.store.postgresql;

import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.CampaignHoldsContract;
import telltale.store.Store;

class PostgresCampaignHoldsTest extends CampaignHoldsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, new UUID(1, 1));
    }
}
