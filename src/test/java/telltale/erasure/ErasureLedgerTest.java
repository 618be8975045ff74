package telltale.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.PersonRights.Erasure;
import telltale.store.PersonRights.Kept;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

class ErasureLedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    private static final Erasure ERASURE = new Erasure(KEYS.keyOf(ANN), NOON, new Kept(false, true));

    @TempDir
    private Path home;

    private final Random random = new Random(1);

    @Test
    void aRestoredBackupIsErasedAgain() throws Exception {
        DeliveryId ann;
        DeliveryId bob;
        try (Store store = open()) {
            ann = delivery(store, ANN);
            bob = delivery(store, BOB);
        }
        Files.copy(database(), home.resolve("backup"));
        try (Store store = open()) {
            Erasure erased =
                    store.persons().rights().erase(ANN, Kept.NOTHING, NOON).erasure();
            ledger(store).add(erased);
        }
        Files.copy(home.resolve("backup"), database(), StandardCopyOption.REPLACE_EXISTING);
        try (Store store = open()) {
            assertTrue(store.delivery(ann).isPresent(), "the backup has the person");
            Duration unused = ledger(store).step();

            assertEquals(Optional.empty(), store.delivery(ann));
            assertTrue(store.delivery(bob).isPresent());
            assertEquals(1, store.persons().rights().erasures(null, 10).size());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void aPersonWhoGetsMailAfterTheErasureIsNotErasedAgain() {
        try (Store store = open()) {
            ledger(store)
                    .add(store.persons().rights().erase(ANN, Kept.NOTHING, NOON).erasure());
            DeliveryId later = delivery(store, ANN);
            Duration unused = ledger(store).step();
            assertTrue(store.delivery(later).isPresent());
        }
    }

    @Test
    void theFileGetsWhatItLacks() {
        try (Store store = open()) {
            Erasure erased =
                    store.persons().rights().erase(ANN, Kept.NOTHING, NOON).erasure();
            Duration unused = ledger(store).step();
            assertEquals(Map.of(KEYS.keyOf(ANN), erased), file().read());
        }
    }

    @Test
    void linesThatAreNoEntriesAreSkipped() throws Exception {
        file().append(List.of(ERASURE));
        Files.writeString(
                home.resolve("erasures"),
                "0123 2026-11-22T12:00:00Z 0\n" + "ab".repeat(32) + " yesterday-or-so-it-was 0\n" + "ab".repeat(32)
                        + " 2026-11",
                StandardOpenOption.APPEND);
        Erasure later = new Erasure(KEYS.keyOf(ANN), NOON.plusSeconds(1), Kept.NOTHING);
        Erasure other = new Erasure(KEYS.keyOf(BOB), NOON, new Kept(true, true));
        file().append(List.of(later, other));
        assertEquals(Map.of(KEYS.keyOf(ANN), later, KEYS.keyOf(BOB), other), file().read());
    }

    @Test
    void thereNeedNotBeAFile() {
        assertEquals(Map.of(), file().read());
        file().append(Set.of());
        assertEquals(Map.of(), file().read());
    }

    private Path database() {
        return home.resolve("telltale.db");
    }

    private ErasureFile file() {
        return new ErasureFile(home.resolve("erasures"));
    }

    private ErasureLedger ledger(Store store) {
        return new ErasureLedger(store.persons().rights(), file());
    }

    private Store open() {
        return SqliteStore.open(
                database(), home.resolve("native"), Duration.ofSeconds(5), address -> Optional.of(KEYS.keyOf(address)));
    }

    private DeliveryId delivery(Store store, EmailAddress to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(id, to, "spring", "Hi", DeliveryState.SENDING, null, null));
        return id;
    }
}
