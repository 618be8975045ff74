package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.SenderDomainContract;
import telltale.store.Store;

class SqliteSenderDomainsTest extends SenderDomainContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.empty());
    }
}
