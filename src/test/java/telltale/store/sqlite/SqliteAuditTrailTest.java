package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.AuditTrailContract;
import telltale.store.Store;

class SqliteAuditTrailTest extends AuditTrailContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1));
    }

    @Override
    protected Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        return source.getConnection();
    }
}
