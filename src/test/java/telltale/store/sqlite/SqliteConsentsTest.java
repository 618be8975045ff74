package telltale.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ConsentsContract;
import telltale.store.Store;

class SqliteConsentsTest extends ConsentsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStores.open(home, keys);
    }

    @Override
    protected Connection connect() throws SQLException {
        return SqliteStores.connect(home);
    }
}
