package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.TestDeliveriesContract;

class SqliteTestDeliveriesTest extends TestDeliveriesContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStores.open(home, keys);
    }

    @Override
    protected long number(String sql) {
        return SqliteStores.number(home, sql);
    }

    @Override
    protected Connection connect() throws SQLException {
        return SqliteStores.connect(home);
    }

    @Override
    protected String tableNames() {
        return "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'";
    }
}
