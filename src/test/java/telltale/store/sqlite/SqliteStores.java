package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.sqlite.SQLiteDataSource;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;

/** Stores whose database is in a home folder of the tests. */
final class SqliteStores {
    private SqliteStores() {}

    static Store open(Path home, Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(file(home), home.resolve("native"), Duration.ofSeconds(5), keys);
    }

    /** A connection of its own to the database. */
    static Connection connect(Path home) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file(home));
        return source.getConnection();
    }

    /** The number that a query returns. */
    static long number(Path home, String sql) {
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Runs a statement behind the back of a store. */
    static void execute(Path home, String sql) throws SQLException {
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Path file(Path home) {
        return home.resolve("telltale.db");
    }
}
