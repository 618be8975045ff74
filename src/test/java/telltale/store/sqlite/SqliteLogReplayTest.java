package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.LogReplayContract;
import telltale.store.Store;
import telltale.token.PersonKeys;

class SqliteLogReplayTest extends LogReplayContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, address -> Optional.of(KEYS.keyOf(address)));
    }
}
