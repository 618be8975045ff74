package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.TestDeliveriesContract;

class SqliteTestDeliveriesTest extends TestDeliveriesContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), keys);
    }

    @Override
    protected long number(String sql) {
        return SqliteReportsTest.number(home.resolve("telltale.db"), sql);
    }

    @Override
    protected Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        return source.getConnection();
    }

    @Override
    protected String tableNames() {
        return "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'";
    }
}
