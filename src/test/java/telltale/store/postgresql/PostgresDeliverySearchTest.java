package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.DeliverySearchContract;
import telltale.store.Store;

class PostgresDeliverySearchTest extends DeliverySearchContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), (store, secrets) -> {});
    }
}
