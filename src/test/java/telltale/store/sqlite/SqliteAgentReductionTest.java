package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.AgentReductionContract;
import telltale.store.Store;
import telltale.store.jdbc.RowMapping;

class SqliteAgentReductionTest extends AgentReductionContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
    }

    @Override
    protected List<String> describedAgents() throws SQLException {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        try (Connection connection = file.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select agent from clients where verdict = '' order by agent")) {
            return RowMapping.all(select, row -> row.getString(1));
        }
    }
}
