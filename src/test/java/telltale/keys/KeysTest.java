package telltale.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.IssuedKey;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyDirectory.Freshness;
import telltale.model.InvalidInputException;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.sending.TestClock;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.LastUse;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

/** The life of a key, as two nodes see it. */
class KeysTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock(NOON);
    private Store store;
    private KeyIssuer issuer;
    private KeyDirectory directory;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("telltale.db"), folder.resolve("native"), Duration.ofSeconds(5));
        issuer = new KeyIssuer(store.apiKeys(), clock, new Random(42));
        directory = new KeyDirectory(store.apiKeys(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private IssuedKey issue(String name, @Nullable Instant expiry) {
        return issuer.issue(new KeyRequest(name, Role.READ, KeyLimits.NONE, expiry));
    }

    private ApiKey found(IssuedKey issued) {
        return directory.find(issued.text()).orElseThrow();
    }

    @Test
    void aKeyIsFoundByItsTextOnly() {
        IssuedKey issued = issue("shop", null);
        assertEquals(Optional.empty(), directory.find(issued.text()), "not read yet");
        directory.refresh();
        assertEquals(issued.key(), found(issued));
        assertEquals(Optional.empty(), directory.find(KeyText.generate(new Random(1))));
        assertFalse(issued.toString().contains(issued.text()), issued::toString);
    }

    @Test
    void aRevokedKeyIsRefusedAtTheNextReadingAndTheCopyIsNotCurrentWithoutOne() {
        IssuedKey issued = issue("shop", null);
        directory.refresh();
        issuer.revoke(issued.key().id());
        clock.advance(KeyDirectory.VALIDITY);
        assertEquals(Freshness.CURRENT, directory.freshness());
        assertFalse(found(issued).isRevoked());
        clock.advance(Duration.ofMillis(1));
        assertEquals(Freshness.STALE, directory.freshness());
        directory.refresh();
        assertEquals(Freshness.CURRENT, directory.freshness());
        assertTrue(found(issued).isRevoked());
    }

    @Test
    void theBackgroundTaskReadsAgainBeforeTheCopyIsStale() {
        assertTrue(directory.step().compareTo(KeyDirectory.VALIDITY) < 0);
        assertEquals(Freshness.CURRENT, directory.freshness());
    }

    @Test
    void aCopyIsUnusableAfterFiveMinutesAndBeforeTheFirstReading() {
        assertEquals(Freshness.UNUSABLE, directory.freshness());
        directory.refresh();
        clock.advance(KeyDirectory.MAX_AGE);
        assertEquals(Freshness.STALE, directory.freshness());
        clock.advance(Duration.ofMillis(1));
        assertEquals(Freshness.UNUSABLE, directory.freshness());
    }

    @Test
    void aKeyExpires() {
        IssuedKey issued = issue("shop", NOON.plusSeconds(60));
        directory.refresh();
        clock.advance(Duration.ofSeconds(59));
        assertFalse(found(issued).isExpired(clock.instant()));
        clock.advance(Duration.ofSeconds(1));
        assertTrue(found(issued).isExpired(clock.instant()));
        assertThrows(InvalidInputException.class, () -> issue("past", clock.instant()));
    }

    @Test
    void aRotatedKeyOverlapsWithItsSuccessor() {
        IssuedKey old = issue("shop", null);
        IssuedKey next = issuer.rotate(old.key().id(), null).orElseThrow();
        directory.refresh();
        assertEquals("shop", next.key().name());
        assertEquals(next.key().id(), found(old).lifetime().successor());
        assertFalse(found(old).isExpired(NOON.plus(Duration.ofDays(7)).minusSeconds(1)));
        assertTrue(found(old).isExpired(NOON.plus(Duration.ofDays(7))));
        assertNull(found(next).lifetime().expiresAt());
        assertEquals(Optional.empty(), issuer.rotate(old.key().id(), null), "replaced already");
        assertEquals(Optional.empty(), issuer.rotate(UUID.randomUUID(), null));
        InvalidInputException past = assertThrows(
                InvalidInputException.class, () -> issuer.rotate(next.key().id(), NOON));
        assertEquals("validUntil", past.field());
    }

    @Test
    void aTakenNameIsRefused() {
        issue("shop", null);
        assertEquals(
                "name",
                assertThrows(InvalidInputException.class, () -> issue("shop", null))
                        .field());
        assertThrows(InvalidInputException.class, () -> issue("two\nlines", null));
        assertThrows(InvalidInputException.class, () -> issue(" ", null));
    }

    @Test
    void theLastUseIsADayAndANetworkAndIsStoredOnceADay() throws UnknownHostException {
        IssuedKey issued = issue("shop", null);
        KeyUses uses = new KeyUses(store.apiKeys(), clock);
        uses.note(issued.key().id(), InetAddress.getByName("192.0.2.77"));
        assertNull(issuer.list().get(0).lastUse(), "a request writes nothing");
        uses.step();
        LastUse first = new LastUse(LocalDate.parse("2026-11-22"), "192.0.2.0/24");
        assertEquals(first, issuer.list().get(0).lastUse());

        uses.note(issued.key().id(), InetAddress.getByName("2001:db8:1:2::3"));
        uses.step();
        assertEquals("2001:db8:1:0:0:0:0:0/48", lastNetwork());
        uses.note(issued.key().id(), InetAddress.getByName("192.0.2.78"));
        uses.step();
        assertEquals("2001:db8:1:0:0:0:0:0/48", lastNetwork(), "that network was stored today");

        clock.advance(Duration.ofDays(1));
        uses.note(issued.key().id(), InetAddress.getByName("192.0.2.78"));
        uses.step();
        assertEquals(
                new LastUse(LocalDate.parse("2026-11-23"), "192.0.2.0/24"),
                issuer.list().get(0).lastUse());
    }

    private @Nullable String lastNetwork() {
        LastUse use = issuer.list().get(0).lastUse();
        return use == null ? null : use.network();
    }
}
