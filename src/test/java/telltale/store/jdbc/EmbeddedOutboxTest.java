package telltale.store.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.OutboxContract;
import telltale.store.Store;

class EmbeddedOutboxTest extends OutboxContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return JdbcStore.embedded(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1));
    }
}
