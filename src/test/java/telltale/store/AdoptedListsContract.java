package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Sha256;
import telltale.store.AdoptedLists.Entry;

/** The contract of adopted lists with every database. */
public abstract class AdoptedListsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Store store;

    /** Opens the store under test. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aStoredListIsReadUnchanged() {
        ImmutableBytes text = octets("version: 1\u0000ü");
        Entry entry = entry("relay", "1", text);
        store.adoptedLists().adopt(entry, text);
        assertEquals(List.of(entry), store.adoptedLists().all());
        assertEquals(Optional.of(text), store.adoptedLists().text("relay"));
        assertEquals(Optional.empty(), store.adoptedLists().text("other"));
    }

    @Test
    void aListReplacesTheOneOfItsName() {
        store.adoptedLists().adopt(entry("relay", "1", octets("a")), octets("a"));
        store.adoptedLists().adopt(entry("filters", "1", octets("b")), octets("b"));
        store.adoptedLists().adopt(entry("relay", "2", octets("c")), octets("c"));
        assertEquals(
                List.of(entry("filters", "1", octets("b")), entry("relay", "2", octets("c"))),
                store.adoptedLists().all());
        assertEquals(Optional.of(octets("c")), store.adoptedLists().text("relay"));
    }

    @Test
    void aDeletedListIsNotFound() {
        store.adoptedLists().adopt(entry("relay", "1", octets("a")), octets("a"));
        assertTrue(store.adoptedLists().drop("relay"));
        assertFalse(store.adoptedLists().drop("relay"));
        assertEquals(List.of(), store.adoptedLists().all());
    }

    private static Entry entry(String name, String version, ImmutableBytes text) {
        return new Entry(name, version, Network.Kind.APPLE_RELAY, 3, Sha256.of(text), NOON);
    }

    private static ImmutableBytes octets(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
