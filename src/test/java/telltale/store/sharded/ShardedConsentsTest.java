package telltale.store.sharded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.ConsentsContract;
import telltale.store.Store;

class ShardedConsentsTest extends ConsentsContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return databases.with(keys).open(UUID.randomUUID());
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(databases.first);
        connection.setSchema("telltale");
        return connection;
    }

    @Override
    protected int shard() {
        return 1;
    }
}
