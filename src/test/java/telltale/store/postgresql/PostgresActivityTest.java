package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.ActivityContract;
import telltale.store.Store;

class PostgresActivityTest extends ActivityContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), ActivityContract::key, (store, secrets) -> {});
    }
}
