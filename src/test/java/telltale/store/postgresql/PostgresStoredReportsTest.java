package telltale.store.postgresql;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.StoredReportsContract;

class PostgresStoredReportsTest extends StoredReportsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                keys,
                (store, secrets) -> {});
    }

    @Override
    protected long number(String sql) {
        return PostgresReportsTest.number(url, sql);
    }
}
