package telltale.store.postgresql;

import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.SessionTableContract;
import telltale.store.Store;

class PostgresSessionTableTest extends SessionTableContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, UUID.randomUUID());
    }
}
