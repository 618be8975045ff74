package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ForwardsContract;
import telltale.store.Store;

class SqliteForwardsTest extends ForwardsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStores.open(home, keys);
    }

    @Override
    protected long number(String sql) {
        return SqliteStores.number(home, sql);
    }
}
