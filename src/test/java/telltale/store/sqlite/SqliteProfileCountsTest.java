package telltale.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.ProfileCountsContract;
import telltale.store.Store;

class SqliteProfileCountsTest extends ProfileCountsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, ProfileCountsContract::key);
    }

    @Override
    protected void execute(String sql) throws Exception {
        SqliteStores.execute(home, sql);
    }

    @Override
    protected Class<?> scripts() {
        return SqliteStore.class;
    }
}
