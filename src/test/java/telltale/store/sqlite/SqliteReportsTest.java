package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ReportsContract;
import telltale.store.Store;

class SqliteReportsTest extends ReportsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), keys);
    }

    @Override
    protected long number(String sql) {
        return number(home.resolve("telltale.db"), sql);
    }

    static long number(Path file, String sql) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
