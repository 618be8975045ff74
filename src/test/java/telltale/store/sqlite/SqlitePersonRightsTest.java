package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.PersonRights.Kept;
import telltale.store.PersonRightsContract;
import telltale.store.Store;

class SqlitePersonRightsTest extends PersonRightsContract {
    @TempDir
    Path home;

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return SqliteStores.open(home, keys);
    }

    @Test
    void anErasureOverwritesWhatItDeletesInTheFile() throws Exception {
        delivery(ANN);
        delivery(EmailAddress.parse("bob@example.com"));
        store.persons().rights().erase(ANN, Kept.NOTHING, NOON);
        store.close();

        String file = Files.readString(home.resolve("telltale.db"), StandardCharsets.ISO_8859_1);
        assertEquals(List.of(false, true), List.of(file.contains("ann@example.com"), file.contains("bob@example.com")));
        store = SqliteStores.open(home, address -> Optional.of(KEYS.keyOf(address)));
    }
}
