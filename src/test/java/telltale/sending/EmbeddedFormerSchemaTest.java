package telltale.sending;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import telltale.store.Store;
import telltale.store.jdbc.FormerSchema;
import telltale.store.jdbc.JdbcStore;

class EmbeddedFormerSchemaTest extends FormerSchemaContract {
    @Override
    Store today() {
        return open("today.db");
    }

    @Override
    void copy() throws SQLException {
        FormerSchema.embedded(file("today.db"), file("former.db"));
    }

    @Override
    Store former() {
        return open("former.db");
    }

    private Store open(String name) {
        return JdbcStore.embedded(
                file(name),
                home.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(Office.KEYS.of(address)));
    }

    private Path file(String name) {
        return home.resolve(name);
    }
}
