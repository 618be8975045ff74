package telltale.sessions;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;

class PostgresSessionsTest extends SessionsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                (store, secrets) -> {});
    }
}
