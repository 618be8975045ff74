package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
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
        return PostgresStores.open(url, keys);
    }

    @Override
    protected long number(String sql) {
        return PostgresStores.number(url, sql);
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
