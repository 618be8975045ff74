package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.AuditTrailContract;
import telltale.store.Store;

class PostgresAuditTrailTest extends AuditTrailContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, UUID.randomUUID());
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(url);
        connection.setSchema("telltale");
        return connection;
    }
}
