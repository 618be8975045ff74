package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.Store;
import telltale.store.SummariesContract;
import telltale.store.jdbc.RowMapping;

class SqliteSummariesTest extends SummariesContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(
                home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5), SqliteSummariesTest::key);
    }

    @Override
    protected long summaries() throws SQLException {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        try (Connection connection = file.getConnection();
                PreparedStatement select = connection.prepareStatement("select count(*) from summaries")) {
            return Objects.requireNonNull(RowMapping.first(select));
        }
    }
}
