package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.PaceContract;
import telltale.store.Store;

class SqlitePaceTest extends PaceContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
    }
}
