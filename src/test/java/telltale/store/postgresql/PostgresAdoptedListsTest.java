package telltale.store.postgresql;

import java.util.Optional;
import telltale.postgres.PostgresServer;
import telltale.store.AdoptedListsContract;
import telltale.store.Store;

class PostgresAdoptedListsTest extends AdoptedListsContract {
    @Override
    protected Store open() {
        return PostgresStores.open(PostgresServer.shared().newMigratedDatabase(), address -> Optional.empty());
    }
}
