package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.PoolsContract;
import telltale.store.Store;

class SqlitePoolsTest extends PoolsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, address -> Optional.of(KEYS.keyOf(address)));
    }

    @Override
    protected long number(String sql) {
        return SqliteStores.number(home, sql);
    }
}
