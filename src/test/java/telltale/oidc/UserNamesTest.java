package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserNamesTest {
    @Test
    void theAddressComesBeforeTheUserName() {
        assertEquals(
                "ann@example.com (1)",
                UserNames.of(Map.of("email", "ann@example.com", "preferred_username", "ann", "sub", "1")));
        assertEquals("ann (1)", UserNames.of(Map.of("email", " ", "preferred_username", "ann", "sub", "1")));
        assertEquals("1", UserNames.of(Map.of("email", List.of("ann@example.com"), "sub", "1")));
    }

    @Test
    void twoPeopleOfTheSameAddressHaveDifferentNames() {
        assertNotEquals(
                UserNames.of(Map.of("email", "ann@example.com", "sub", "1")),
                UserNames.of(Map.of("email", "ann@example.com", "sub", "2")));
    }

    @Test
    void aLongOrUnprintableIdentifierIsShortenedAndStaysUnique() {
        String email = "a".repeat(300) + "@example.com";
        String one = UserNames.of(Map.of("email", email, "sub", "s".repeat(254) + "1"));
        String other = UserNames.of(Map.of("email", email, "sub", "s".repeat(254) + "2"));
        assertNotEquals(one, other);
        assertTrue(one.length() <= 200, one);
        assertNotEquals(UserNames.of(Map.of("sub", "a\nb")), UserNames.of(Map.of("sub", "a\tb")));
        assertNotEquals(UserNames.of(Map.of("sub", "a?b")), UserNames.of(Map.of("sub", "a\tb")));
    }

    @Test
    void namesAreOneLine() {
        String name = UserNames.of(Map.of("email", "ann\r\nroot\u202e\u0000", "sub", "1"));
        assertEquals("ann??root?? (1)", name);
    }
}
