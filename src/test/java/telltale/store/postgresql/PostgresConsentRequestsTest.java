package telltale.store.postgresql;

import java.util.Optional;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.ConsentRequestsContract;
import telltale.store.Store;

class PostgresConsentRequestsTest extends ConsentRequestsContract {
    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(PostgresServer.shared().newMigratedDatabase(), keys);
    }
}
