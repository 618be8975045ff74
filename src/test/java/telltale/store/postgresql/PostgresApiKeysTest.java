package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.ApiKeysContract;
import telltale.store.Store;

class PostgresApiKeysTest extends ApiKeysContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                (store, secrets) -> {});
    }
}
