package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/** The contract of senders' domains with every database. */
public abstract class SenderDomainContract {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final String SHOP = "shop.example";

    private Store store;
    private SenderDomains domains;

    /** Opens the store under test. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        domains = store.senderDomains();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static StoredKey key(String selector, DkimAlgorithm algorithm) {
        return new StoredKey(selector, algorithm, DkimKeyState.WAITING, "public", "sealed", NOON, NOON);
    }

    private List<String> states() {
        return domains.find(SHOP).orElseThrow().keys().stream()
                .map(key -> key.selector() + " " + key.state().wireName())
                .toList();
    }

    @Test
    void domainsAreListedInOrderAsTheyWereStored() {
        assertEquals(Optional.empty(), domains.find(SHOP));
        assertTrue(domains.put(SHOP, "https://t.shop.example", "b.shop.example", null, NOON));
        assertTrue(domains.put("a-shop.example", null, null, 0, NOON));
        StoredDomain shop = new StoredDomain(SHOP, "https://t.shop.example", "b.shop.example", 1, NOON, List.of());
        assertEquals(Optional.of(shop), domains.find(SHOP));
        assertEquals(List.of(new StoredDomain("a-shop.example", null, null, 1, NOON, List.of()), shop), domains.all());
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        assertFalse(domains.put(SHOP, null, null, 1, NOON), "there is none");
        assertTrue(domains.put(SHOP, null, null, 0, NOON));
        assertFalse(domains.put(SHOP, "https://t.shop.example", null, 0, LATER), "it exists");
        assertTrue(domains.put(SHOP, "https://t.shop.example", null, 1, LATER));
        assertFalse(domains.put(SHOP, null, null, 1, LATER), "it was changed");
        assertEquals(
                new StoredDomain(SHOP, "https://t.shop.example", null, 2, LATER, List.of()),
                domains.find(SHOP).orElseThrow());
        assertFalse(domains.delete(SHOP, 1));
        assertTrue(domains.delete(SHOP, 2));
        assertFalse(domains.delete(SHOP, null));
        assertEquals(List.of(), domains.all());
    }

    @Test
    void aDeletedDomainLeavesNoKeys() {
        domains.put(SHOP, null, null, null, NOON);
        domains.addKey(SHOP, key("one", DkimAlgorithm.RSA));
        assertTrue(domains.delete(SHOP, null));
        domains.put(SHOP, null, null, null, NOON);
        assertEquals(List.of(), domains.find(SHOP).orElseThrow().keys());
    }

    @Test
    void selectorsOfADomainDiffer() {
        assertFalse(domains.addKey(SHOP, key("one", DkimAlgorithm.RSA)), "there is no domain");
        domains.put(SHOP, null, null, null, NOON);
        domains.put("other.example", null, null, null, NOON);
        assertTrue(domains.addKey(SHOP, key("one", DkimAlgorithm.RSA)));
        assertFalse(domains.addKey(SHOP, key("one", DkimAlgorithm.ED25519)));
        assertTrue(domains.addKey("other.example", key("one", DkimAlgorithm.ED25519)));
        assertEquals(
                Optional.of(key("one", DkimAlgorithm.RSA)),
                domains.find(SHOP).orElseThrow().key("one"));
        assertEquals(2, domains.find(SHOP).orElseThrow().version());
    }

    @Test
    void oneKeyOfEachAlgorithmSigns() {
        domains.put(SHOP, null, null, null, NOON);
        domains.addKey(SHOP, key("a", DkimAlgorithm.RSA));
        domains.addKey(SHOP, key("b", DkimAlgorithm.ED25519));
        domains.addKey(SHOP, key("c", DkimAlgorithm.RSA));
        assertTrue(domains.sign(SHOP, "a", NOON));
        assertTrue(domains.sign(SHOP, "b", NOON));
        assertTrue(domains.sign(SHOP, "c", LATER));
        assertEquals(List.of("a retired", "b signing", "c signing"), states());
        assertEquals(
                LATER, domains.find(SHOP).orElseThrow().key("a").orElseThrow().changedAt());
        int version = domains.find(SHOP).orElseThrow().version();
        assertFalse(domains.sign(SHOP, "c", LATER), "it signs already");
        assertFalse(domains.sign(SHOP, "d", LATER), "it does not exist");
        assertFalse(domains.retire(SHOP, "a", LATER), "it is retired");
        assertEquals(version, domains.find(SHOP).orElseThrow().version());
        assertEquals(List.of("a retired", "b signing", "c signing"), states());
    }

    @Test
    void aKeyThatSignsIsNotDeleted() {
        domains.put(SHOP, null, null, null, NOON);
        domains.addKey(SHOP, key("a", DkimAlgorithm.RSA));
        domains.sign(SHOP, "a", NOON);
        assertFalse(domains.deleteKey(SHOP, "a", LATER));
        assertTrue(domains.retire(SHOP, "a", LATER));
        assertTrue(domains.deleteKey(SHOP, "a", LATER));
        assertEquals(List.of(), states());
    }
}
