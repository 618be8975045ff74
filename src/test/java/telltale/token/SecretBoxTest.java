package telltale.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
    private static final byte[] SECRET = "a refresh token".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FIRST = key(1);
    private static final byte[] SECOND = key(2);

    @Test
    void aSecretIsReadBack() {
        SecretBox box = box(Map.of(0, FIRST), "refresh tokens");
        assertArrayEquals(SECRET, box.open(box.seal(SECRET)).orElseThrow());
        assertArrayEquals(new byte[0], box.open(box.seal(new byte[0])).orElseThrow());
    }

    @Test
    void theSameSecretIsNeverSealedAlike() {
        SecretBox box = box(Map.of(0, FIRST), "refresh tokens");
        assertNotEquals(box.seal(SECRET), box.seal(SECRET));
    }

    @Test
    void everyNodeWithTheKeyOpensIt() {
        String sealed = box(Map.of(0, FIRST), "refresh tokens").seal(SECRET);
        assertArrayEquals(
                SECRET, box(Map.of(0, FIRST), "refresh tokens").open(sealed).orElseThrow());
    }

    @Test
    void anOlderKeyStillOpensWhatItSealed() {
        String sealed = box(Map.of(1, FIRST), "refresh tokens").seal(SECRET);
        SecretBox rotated = box(Map.of(1, FIRST, 2, SECOND), "refresh tokens");
        assertArrayEquals(SECRET, rotated.open(sealed).orElseThrow());
        assertEquals(2, Base64.getUrlDecoder().decode(rotated.seal(SECRET))[1]);
    }

    @Test
    void anotherPurposeOrKeyOpensNothing() {
        String sealed = box(Map.of(0, FIRST), "refresh tokens").seal(SECRET);
        assertEquals(Optional.empty(), box(Map.of(0, FIRST), "sign-in").open(sealed));
        assertEquals(Optional.empty(), box(Map.of(0, SECOND), "refresh tokens").open(sealed));
        assertEquals(Optional.empty(), box(Map.of(1, FIRST), "refresh tokens").open(sealed));
    }

    @Test
    void aChangeOfAnyBitIsNoticed() {
        SecretBox box = box(Map.of(0, FIRST), "refresh tokens");
        byte[] sealed = Base64.getUrlDecoder().decode(box.seal(SECRET));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertTrue(box.open(text).isEmpty(), "bit " + bit);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "AQ", "not base64!", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void nonsenseIsNotOpened(String text) {
        assertEquals(Optional.empty(), box(Map.of(0, FIRST), "refresh tokens").open(text));
    }

    @Test
    void aTruncatedSecretIsNotOpened() {
        SecretBox box = box(Map.of(0, FIRST), "refresh tokens");
        String sealed = box.seal(SECRET);
        for (int length = 0; length < sealed.length(); length++) {
            assertTrue(box.open(sealed.substring(0, length)).isEmpty());
        }
    }

    private static SecretBox box(Map<Integer, byte[]> keys, String purpose) {
        return new SecretBox(new KeyRing(keys), purpose, new SecureRandom());
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}
