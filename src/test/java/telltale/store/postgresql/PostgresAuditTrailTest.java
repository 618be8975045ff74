package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.AuditTrailContract;
import telltale.store.Store;

class PostgresAuditTrailTest extends AuditTrailContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                (store, secrets) -> {});
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(url);
        connection.setSchema("telltale");
        return connection;
    }
}
