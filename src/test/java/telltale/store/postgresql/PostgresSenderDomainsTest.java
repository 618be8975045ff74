package telltale.store.postgresql;

import java.util.Optional;
import telltale.postgres.PostgresServer;
import telltale.store.SenderDomainContract;
import telltale.store.Store;

class PostgresSenderDomainsTest extends SenderDomainContract {
    @Override
    protected Store open() {
        return PostgresStores.open(PostgresServer.shared().newMigratedDatabase(), address -> Optional.empty());
    }
}
