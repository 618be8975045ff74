package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedSecretsTest {
    private static final Random RANDOM = new Random(42);

    private final KeyRing keys = new KeyRing(Map.of(1, key(1)));
    private final SignedSecrets secrets = SignedSecrets.ofSessions(keys);

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void aSecretIsRecognizedByItsHash() {
        String secret = secrets.create(RANDOM);
        assertEquals(66, secret.length());
        assertEquals(Optional.of(SignedSecrets.hash(secret)), secrets.verify(secret));
        assertNotEquals(secret, secrets.create(RANDOM));
    }

    @Test
    void anyChangedCharacterMakesItUnknown() {
        String secret = secrets.create(RANDOM);
        for (int i = 0; i < secret.length() - 1; i++) {
            char other = secret.charAt(i) == 'A' ? 'B' : 'A';
            String changed = secret.substring(0, i) + other + secret.substring(i + 1);
            assertEquals(Optional.empty(), secrets.verify(changed), changed);
        }
    }

    @Test
    void textsThatDecodeToTheSameOctetsAreOneSecret() {
        String secret = secrets.create(RANDOM);
        for (char last = 'A'; last <= 'z'; last++) {
            String variant = secret.substring(0, 65) + last;
            secrets.verify(variant).ifPresent(hash -> assertEquals(SignedSecrets.hash(secret), hash));
        }
    }

    @Test
    void aSecretOfAnotherPurposeOrOfOtherKeysIsUnknown() {
        String secret = secrets.create(RANDOM);
        assertEquals(Optional.empty(), SignedSecrets.ofSignInCodes(keys).verify(secret));
        assertEquals(
                Optional.empty(),
                SignedSecrets.ofSessions(new KeyRing(Map.of(1, key(2)))).verify(secret));
    }

    @Test
    void aSecretStaysValidUnderANewerSigningKey() {
        String secret = secrets.create(RANDOM);
        keys.adopt(Map.of(1, key(1), 2, key(2)));
        assertEquals(Optional.of(SignedSecrets.hash(secret)), secrets.verify(secret));
        assertEquals(2, java.util.Base64.getUrlDecoder().decode(secrets.create(RANDOM))[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", "===="})
    void otherTextsAreUnknown(String text) {
        assertEquals(Optional.empty(), secrets.verify(text));
        assertEquals(Optional.empty(), secrets.verify((text + "!".repeat(66)).substring(0, 66)));
    }
}
