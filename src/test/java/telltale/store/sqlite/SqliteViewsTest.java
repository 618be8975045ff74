package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.Store;
import telltale.store.ViewsContract;
import telltale.token.PersonKeys;

class SqliteViewsTest extends ViewsContract {
    private final PersonKeys keys = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStores.open(home, address -> Optional.of(keys.keyOf(address)));
    }
}
