package telltale.store.sharded;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ReportDecisionsContract;
import telltale.store.Store;

class ShardedReportDecisionsTest extends ReportDecisionsContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return databases.with(keys).open(UUID.randomUUID());
    }

    @Override
    protected long number(String sql) {
        return databases.number(sql);
    }

    @Override
    protected int shard() {
        return 1;
    }
}
