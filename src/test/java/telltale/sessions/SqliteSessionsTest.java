package telltale.sessions;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

class SqliteSessionsTest extends SessionsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1));
    }

    @Override
    protected Store openSecond(Store opened) {
        return opened;
    }
}
