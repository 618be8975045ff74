package telltale.sending;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import telltale.store.Store;
import telltale.store.jdbc.FormerSchema;
import telltale.store.sqlite.SqliteStore;

class SqliteFormerSchemaTest extends FormerSchemaContract {
    @Override
    Store current() {
        return open("current.db");
    }

    @Override
    void copy() throws SQLException {
        FormerSchema.embedded(file("current.db"), file("former.db"));
    }

    @Override
    Store former() {
        return open("former.db");
    }

    private Store open(String name) {
        return SqliteStore.open(
                file(name),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(SendingFixture.KEYS.keyOf(address)));
    }

    private Path file(String name) {
        return home.resolve(name);
    }
}
