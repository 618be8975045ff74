package telltale.store.postgresql;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.EventsContract;
import telltale.store.Store;
import telltale.token.PersonKeys;

class PostgresEventsTest extends EventsContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newDatabase();

    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                UUID.randomUUID(),
                address -> Optional.of(KEYS.keyOf(address)),
                (store, secrets) -> {});
    }
}
