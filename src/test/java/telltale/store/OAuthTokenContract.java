package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of OAuth tokens with every database. */
public abstract class OAuthTokenContract {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Store store;
    private OAuthTokenTable tokens;

    /** Opens the store under test. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        tokens = store.oauthTokens();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void storedTokensAreReadUnchanged() {
        assertEquals(Optional.empty(), tokens.find("news"));
        tokens.store("news", "sealed-1", NOON);
        tokens.store("news", "sealed-2", NOON);
        assertEquals(Optional.of("sealed-2"), tokens.find("news"));
        assertEquals(Optional.empty(), tokens.find("other"));
    }

    @Test
    void oneNodeAtATimeRenewsThem() {
        assertTrue(tokens.claim("news", LIMIT, NOON));
        assertFalse(tokens.claim("news", LIMIT, NOON));
        assertTrue(tokens.claim("other", LIMIT, NOON));
        assertEquals(Optional.empty(), tokens.find("news"));
        tokens.store("news", "sealed", NOON);
        assertTrue(tokens.claim("news", LIMIT, NOON));
        tokens.release("news");
        assertTrue(tokens.claim("news", LIMIT, NOON));
        assertEquals(Optional.of("sealed"), tokens.find("news"));
    }

    @Test
    void aClaimEndsWithItsTime() {
        assertTrue(tokens.claim("news", Duration.ofMillis(-1), NOON));
        assertTrue(tokens.claim("news", LIMIT, NOON));
    }

    @Test
    void tokensThatNoNodeRenewsAreDeleted() {
        tokens.store("former", "sealed-1", NOON);
        tokens.store("news", "sealed-2", NOON.plus(OAuthTokenTable.RETENTION));
        assertEquals(Optional.of("sealed-1"), tokens.find("former"));
        tokens.store("news", "sealed-3", NOON.plus(OAuthTokenTable.RETENTION).plusSeconds(1));
        assertEquals(Optional.empty(), tokens.find("former"));
    }
}
