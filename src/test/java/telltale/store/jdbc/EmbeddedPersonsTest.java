package telltale.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Address;
import telltale.model.PersonKey;
import telltale.store.PersonsContract;
import telltale.store.Store;

class EmbeddedPersonsTest extends PersonsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<Address, Optional<PersonKey>> keys) {
        return JdbcStore.embedded(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1), keys);
    }
}
