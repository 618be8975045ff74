package telltale.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Store;
import telltale.store.TopicsContract;

class SqliteTopicsTest extends TopicsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1), keys);
    }

    @Test
    void withoutAKeyForPersonsMailOfATopicIsStored() {
        assertMailOfATopicIsStoredWithoutAKeyForPersons();
    }
}
