package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.StoredReportsContract;

class SqliteStoredReportsTest extends StoredReportsContract {
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
