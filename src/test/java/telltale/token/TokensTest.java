package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

class TokensTest {
    private static final int ROUNDS = 20_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Tokens tokens = new Tokens(new KeyRing(Map.of(1, key(1))));
    private final DeliveryId delivery = anyDelivery();

    @Test
    void aTokenRoundTripsItsDelivery() {
        for (int i = 0; i < ROUNDS; i++) {
            DeliveryId any = anyDelivery();
            assertEquals(
                    Optional.of(new SignedPixel(any, PrivacyProfile.INDIVIDUAL)),
                    tokens.readPixel(tokens.forPixel(any)),
                    () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".gif",
                ".png",
                ".jpg",
                "'",
                "%27/",
                "/",
                ")",
                ".",
                ");",
                "\"",
                "/extra/path.gif",
                "\u00e9",
                "]",
                "|",
                ">",
                ",",
                "%5C",
                "%2F",
                "\\",
                "\u201d",
                "]A",
                ")._-"
            })
    void charactersAppendedByScannersAndClientsAreIgnored(String added) {
        assertEquals(
                Optional.of(new SignedPixel(delivery, PrivacyProfile.INDIVIDUAL)),
                tokens.readPixel(tokens.forPixel(delivery) + added));
    }

    @Test
    void aTokenWithOneChangedCharacterIsRejected() {
        String token = tokens.forPixel(delivery);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < token.length(); i++) {
            for (int other = 0; other < alphabet.length(); other++) {
                String forged = token.substring(0, i) + alphabet.charAt(other) + token.substring(i + 1);
                boolean genuine = forged.equals(token);
                assertEquals(genuine, tokens.readPixel(forged).isPresent(), forged);
            }
        }
    }

    @Test
    void unsignedInputIsRejectedWithoutAnException() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextBoolean()) {
                bytes[0] = 1;
                bytes[1] = 1;
                bytes[2] = 1;
            }
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertEquals(Optional.empty(), tokens.readPixel(text), () -> "seed " + seed);
            assertEquals(Optional.empty(), tokens.readPixel(anyText()), () -> "seed " + seed);
        }
    }

    @Test
    void truncatedAndExtendedTokensAreRejected() {
        String token = tokens.forPixel(delivery);
        for (int end = 0; end < token.length(); end++) {
            assertEquals(Optional.empty(), tokens.readPixel(token.substring(0, end)));
        }
        assertEquals(Optional.empty(), tokens.readPixel(token + "A"));
        assertEquals(Optional.empty(), tokens.readPixel("A".repeat(4_096)));
    }

    @Test
    void tokensOfAnotherPurposeVersionOrKeyAreRejected() {
        byte[] bytes = Base64.getUrlDecoder().decode(tokens.forPixel(delivery));
        for (int position = 0; position < 3; position++) {
            byte[] other = bytes.clone();
            other[position]++;
            assertEquals(
                    Optional.empty(),
                    tokens.readPixel(Base64.getUrlEncoder().withoutPadding().encodeToString(other)));
        }
        Tokens foreign = new Tokens(new KeyRing(Map.of(1, key(2))));
        assertEquals(Optional.empty(), tokens.readPixel(foreign.forPixel(delivery)));
    }

    @Test
    void oldKeysStillVerifyAfterANewOneIsAdded() {
        Tokens rotated = new Tokens(new KeyRing(Map.of(1, key(1), 2, key(2))));
        assertEquals(
                Optional.of(new SignedPixel(delivery, PrivacyProfile.INDIVIDUAL)),
                rotated.readPixel(tokens.forPixel(delivery)));
        assertNotEquals(tokens.forPixel(delivery), rotated.forPixel(delivery));
        assertEquals(Optional.empty(), tokens.readPixel(rotated.forPixel(delivery)));
    }

    @Test
    void shortKeysAreRejected() {
        assertThrows(IllegalArgumentException.class, () -> new KeyRing(Map.of(1, new byte[31])));
        assertThrows(IllegalArgumentException.class, () -> new KeyRing(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new KeyRing(Map.of(256, key(1))));
    }

    private String anyText() {
        int[] characters = random.ints(random.nextInt(80), 0, 0x2100)
                .filter(c -> !Character.isSurrogate((char) c))
                .toArray();
        return new String(characters, 0, characters.length);
    }

    private DeliveryId anyDelivery() {
        return new DeliveryId(Uuid7.at(Instant.ofEpochMilli(random.nextLong(1L << 45)), random));
    }

    private static byte[] key(int filling) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filling);
        return key;
    }
}
