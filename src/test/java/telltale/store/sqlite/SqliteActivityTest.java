package telltale.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.ActivityContract;
import telltale.store.Store;

class SqliteActivityTest extends ActivityContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, ActivityContract::key);
    }
}
