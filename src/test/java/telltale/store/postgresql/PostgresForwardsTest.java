package telltale.store.postgresql;

import java.util.Optional;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.ForwardsContract;
import telltale.store.Store;

class PostgresForwardsTest extends ForwardsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Override
    protected long number(String sql) {
        return PostgresStores.number(url, sql);
    }
}
