package telltale.store.postgresql;

import java.util.Optional;
import telltale.postgres.PostgresServer;
import telltale.store.OAuthTokenContract;
import telltale.store.Store;

class PostgresOAuthTokenTest extends OAuthTokenContract {
    @Override
    protected Store open() {
        return PostgresStores.open(PostgresServer.shared().newMigratedDatabase(), address -> Optional.empty());
    }
}
