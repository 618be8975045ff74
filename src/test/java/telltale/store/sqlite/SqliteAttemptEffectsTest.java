package telltale.store.sqlite;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.AttemptEffectsContract;
import telltale.store.Store;

class SqliteAttemptEffectsTest extends AttemptEffectsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, AttemptEffectsContract::key);
    }
}
