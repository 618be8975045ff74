package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.EventsContract;
import telltale.store.Store;
import telltale.token.PersonKeys;

class SqliteEventsTest extends EventsContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(KEYS.keyOf(address)));
    }
}
