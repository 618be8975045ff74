package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.TestDeliveriesContract;

class PostgresTestDeliveriesTest extends TestDeliveriesContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                keys,
                (store, secrets) -> {});
    }

    @Override
    protected long number(String sql) {
        return PostgresReportsTest.number(url, sql);
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to telltale");
        }
        return connection;
    }

    @Override
    protected String tableNames() {
        return "select tablename from pg_tables where schemaname = 'telltale'";
    }
}
