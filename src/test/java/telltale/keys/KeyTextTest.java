package telltale.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
    private final Random random = new Random(42);

    @Test
    void aKeyHasItsLeadSecretAndChecksum() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String key = KeyText.generate(random);
            assertTrue(key.matches("tt_live_[0-9A-Za-z]{49}"), key);
            assertTrue(KeyText.isIntact(key), key);
            assertTrue(keys.add(key));
        }
    }

    @Test
    void aKeyWithOneWrongOrTwoSwappedCharactersIsNotIntact() {
        String key = KeyText.generate(random);
        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            assertFalse(KeyText.isIntact(key.substring(0, i) + other + key.substring(i + 1)), "at " + i);
        }
        for (int i = 8; i < key.length() - 1; i++) {
            String swapped = key.substring(0, i) + key.charAt(i + 1) + key.charAt(i) + key.substring(i + 2);
            assertEquals(swapped.equals(key), KeyText.isIntact(swapped), "at " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tt_live_", "tt_live_x", "Bearer", "tt_live_ä"})
    void anotherTextIsNotIntact(String text) {
        assertFalse(KeyText.isIntact(text));
    }

    @Test
    void whatIsStoredDoesNotContainTheKey() {
        String key = KeyText.generate(random);
        assertEquals(12, KeyText.visible(key).length());
        assertEquals(32, KeyText.hash(key).size());
        assertNotEquals(KeyText.hash(key), KeyText.hash(KeyText.generate(random)));
    }
}
