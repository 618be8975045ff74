package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.EmailAddress;

/** The migration of a database from before restrictions and the ledger of erasures. */
public final class MigratedRights {
    public static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    /** A person whose key is 32 bytes in the place of {@code %s}, who has opted out of tracking. */
    public static final String STATEMENT =
            "insert into persons (hash, masked, withdrawn_at) values (%s, 'a***@example.com', 1)";

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private MigratedRights() {}

    /** Asserts that the person is as before, and can be restricted and erased. */
    public static void assertKept(Store store) {
        PersonRights rights = store.persons().rights();
        assertFalse(store.persons().person(ANN).tracked());
        assertEquals(Optional.empty(), rights.restrictedSince(ANN));
        assertEquals(List.of(), rights.erasures(null, 10));
        assertTrue(rights.restrict(ANN, NOON));
        assertTrue(rights.erase(ANN, PersonRights.Kept.NOTHING, NOON).known());
        assertEquals(1, rights.erasures(null, 10).size());
    }
}
