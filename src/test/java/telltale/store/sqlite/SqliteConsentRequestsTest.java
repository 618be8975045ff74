package telltale.store.sqlite;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.ConsentRequestsContract;
import telltale.store.Store;

class SqliteConsentRequestsTest extends ConsentRequestsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStores.open(home, keys);
    }
}
