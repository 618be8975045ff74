package telltale.store.postgresql;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.AdoptedListsContract;
import telltale.store.Store;

class PostgresAdoptedListsTest extends AdoptedListsContract {
    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(
                        PostgresServer.shared().newMigratedDatabase(), "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                address -> Optional.empty(),
                (store, secrets) -> {});
    }
}
