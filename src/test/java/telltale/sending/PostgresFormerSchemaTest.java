package telltale.sending;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.jdbc.FormerSchema;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;

class PostgresFormerSchemaTest extends FormerSchemaContract {
    private static final UUID NODE = new UUID(1, 1);

    private final String current = PostgresServer.shared().newDatabase();
    private final String former = PostgresServer.shared().newDatabase();

    @Override
    Store current() {
        return open(current);
    }

    @Override
    void copy() throws SQLException {
        FormerSchema.postgreSql(current, former);
    }

    @Override
    Store former() {
        return open(former);
    }

    private static Store open(String url) {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                NODE,
                address -> Optional.of(SendingFixture.KEYS.keyOf(address)),
                (store, secrets) -> {});
    }
}
