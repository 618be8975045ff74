package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.StatisticsContract;
import telltale.store.Store;

class PostgresStatisticsTest extends StatisticsContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), (store, secrets) -> {});
    }
}
