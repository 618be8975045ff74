package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.StatisticsContract;
import telltale.store.Store;

class SqliteStatisticsTest extends StatisticsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, StatisticsContract::key);
    }

    @Override
    protected void execute(String sql) throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        try (Connection connection = file.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
