package telltale.store.postgresql;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.SenderDomainContract;
import telltale.store.Store;

class PostgresSenderDomainsTest extends SenderDomainContract {
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
