package telltale.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
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
        SqliteStores.execute(home, sql);
    }
}
