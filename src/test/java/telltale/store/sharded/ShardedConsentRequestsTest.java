package telltale.store.sharded;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ConsentRequestsContract;
import telltale.store.Store;

class ShardedConsentRequestsTest extends ConsentRequestsContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return databases.with(keys).open(UUID.randomUUID());
    }

    @Override
    protected int shard() {
        return 1;
    }
}
