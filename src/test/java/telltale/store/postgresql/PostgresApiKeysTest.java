package telltale.store.postgresql;

import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.ApiKeysContract;
import telltale.store.Store;

class PostgresApiKeysTest extends ApiKeysContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, UUID.randomUUID());
    }
}
