package telltale.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.AdoptedListsContract;
import telltale.store.Store;

class EmbeddedAdoptedListsTest extends AdoptedListsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return JdbcStore.embedded(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.empty());
    }
}
