package telltale.store.postgresql;

import java.util.Optional;
import telltale.postgres.PostgresServer;
import telltale.store.LogReplayContract;
import telltale.store.Store;
import telltale.token.PersonKeys;

class PostgresLogReplayTest extends LogReplayContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)));
    }
}
