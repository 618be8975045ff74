package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.ImmutableBytes;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.HashedKey;
import telltale.store.ApiKeys.LastUse;
import telltale.store.ApiKeys.Lifetime;
import telltale.store.ApiKeys.Use;

/** The contract of API keys with every database. */
public abstract class ApiKeysContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final KeyLimits LIMITS = new KeyLimits(
            List.of(IpRange.parse("192.0.2.0/24"), IpRange.parse("2001:db8::/48")),
            "shop-",
            List.of("example.com", "bücher.example"));

    private final Random random = new Random(42);
    private int created;
    private Store store;
    private ApiKeys keys;

    /** Opens the store under test. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        keys = store.apiKeys();
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void aKeyIsReadAsItWasStored() {
        HashedKey limited = key("limited", LIMITS, NOON.plusSeconds(60));
        HashedKey free = key("free", KeyLimits.NONE, null);
        assertTrue(keys.add(limited));
        assertTrue(keys.add(free));
        assertEquals(List.of(limited, free), keys.all(NOON));
        assertEquals(
                List.of("example.com", "xn--bcher-kva.example"),
                keys.all(NOON).get(0).key().limits().fromDomains());
    }

    @Test
    void aNameIsTakenUntilItsKeyIsRevoked() {
        HashedKey first = key("shop", KeyLimits.NONE, null);
        assertTrue(keys.add(first));
        assertFalse(keys.add(key("shop", KeyLimits.NONE, null)));
        assertTrue(keys.revoke(first.key().id(), NOON));
        assertTrue(keys.add(key("shop", KeyLimits.NONE, null)));
    }

    @Test
    void aRevokedKeyStaysRevokedAndIsForgottenLater() {
        HashedKey key = key("shop", KeyLimits.NONE, null);
        keys.add(key);
        assertTrue(keys.revoke(key.key().id(), NOON));
        assertTrue(keys.revoke(key.key().id(), NOON.plusSeconds(5)));
        assertEquals(NOON, keys.all(NOON).get(0).key().lifetime().revokedAt());
        assertEquals(List.of(), keys.all(NOON.plusMillis(1)));
        assertFalse(keys.revoke(UUID.randomUUID(), NOON));
    }

    @Test
    void aReplacedKeyStaysValidUntilATimeButNeverLongerThanBefore() {
        HashedKey forever = key("forever", KeyLimits.NONE, null);
        HashedKey brief = key("brief", KeyLimits.NONE, NOON.plusSeconds(10));
        keys.add(forever);
        keys.add(brief);
        HashedKey next = key("forever", KeyLimits.NONE, null);
        assertTrue(keys.replace(forever.key().id(), NOON.plusSeconds(60), next));
        assertTrue(keys.replace(
                brief.key().id(), NOON.plusSeconds(60), key("brief", KeyLimits.NONE, NOON.plusSeconds(10))));

        List<Lifetime> lifetimes =
                keys.all(NOON).stream().map(key -> key.key().lifetime()).toList();
        assertEquals(new Lifetime(NOON, NOON.plusSeconds(60), null, next.key().id()), lifetimes.get(0));
        assertEquals(NOON.plusSeconds(10), lifetimes.get(1).expiresAt());
        assertEquals(4, lifetimes.size());
    }

    @Test
    void aReplacedOrRevokedKeyIsNotReplaced() {
        HashedKey replaced = key("replaced", KeyLimits.NONE, null);
        HashedKey revoked = key("revoked", KeyLimits.NONE, null);
        keys.add(replaced);
        keys.add(revoked);
        keys.replace(replaced.key().id(), NOON, key("replaced", KeyLimits.NONE, null));
        keys.revoke(revoked.key().id(), NOON);
        List<HashedKey> before = keys.all(NOON);
        assertFalse(keys.replace(replaced.key().id(), NOON, key("replaced", KeyLimits.NONE, null)));
        assertFalse(keys.replace(revoked.key().id(), NOON, key("revoked", KeyLimits.NONE, null)));
        assertFalse(keys.replace(UUID.randomUUID(), NOON, key("other", KeyLimits.NONE, null)));
        assertEquals(before, keys.all(NOON));
    }

    @Test
    void theLastUseIsStored() {
        HashedKey key = key("shop", KeyLimits.NONE, null);
        keys.add(key);
        LastUse use = new LastUse(LocalDate.parse("2026-11-22"), "192.0.2.0/24");
        keys.noteUses(List.of(new Use(key.key().id(), use), new Use(UUID.randomUUID(), use)));
        assertEquals(use, keys.all(NOON).get(0).key().lastUse());
    }

    private HashedKey key(String name, KeyLimits limits, @Nullable Instant expiry) {
        UUID id = Uuid7.at(NOON.plusMillis(++created), random);
        ApiKey key = new ApiKey(id, name, Role.SEND, limits, "tt_live_abcd", Lifetime.from(NOON, expiry), null);
        return new HashedKey(key, new ImmutableBytes(Sha256.of(id.toString())));
    }
}
