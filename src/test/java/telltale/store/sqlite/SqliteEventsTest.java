package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.EventsContract;
import telltale.store.Store;
import telltale.token.PersonKeys;

class SqliteEventsTest extends EventsContract {
    private static final Function<EmailAddress, Optional<PersonKey>> KEYS =
            address -> Optional.of(new PersonKeys(new byte[32]).keyOf(address));

    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1), KEYS);
    }
}
