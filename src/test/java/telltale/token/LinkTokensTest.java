package telltale.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

class LinkTokensTest {
    private static final int FORGERIES = 1_000_000;
    private static final int ROUNDS = 20_000;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final KeyRing keys = new KeyRing(Map.of(1, key(1)));
    private final Tokens tokens = new Tokens(keys);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.EPOCH, random));

    @Test
    void aTokenRoundTripsItsLink() {
        for (int i = 0; i < ROUNDS; i++) {
            Link link = anyLink();
            assertEquals(
                    Optional.of(new SignedLink(delivery, link, false, PrivacyProfile.INDIVIDUAL)),
                    tokens.readLink(tokens.forLink(delivery, link)),
                    () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "%27/", "/", ")", ".", ");", "\"", "/extra/path.gif", "=", "\u00e9", " x", "?a"})
    void charactersAppendedByScannersAndClientsAreIgnored(String added) {
        Link link = anyLink();

        assertEquals(
                Optional.of(new SignedLink(delivery, link, false, PrivacyProfile.INDIVIDUAL)),
                tokens.readLink(tokens.forLink(delivery, link) + added));
    }

    @Test
    void aTokenHasExactlyOneEncoding() {
        for (int length = 0; length < 3; length++) {
            String token =
                    tokens.forLink(delivery, new Link(1, new Destination("https://a.example/" + "x".repeat(length))));
            for (int i = 0; i < token.length(); i++) {
                for (int other = 0; other < ALPHABET.length(); other++) {
                    String forged = token.substring(0, i) + ALPHABET.charAt(other) + token.substring(i + 1);
                    assertEquals(forged.equals(token), tokens.readLink(forged).isPresent(), forged);
                }
            }
        }
    }

    @Test
    void noneOfAMillionForgeriesIsAccepted() {
        List<String> genuine = random.ints(100)
                .mapToObj(any -> tokens.forLink(delivery, anyLink()))
                .toList();
        Set<String> own = new HashSet<>(genuine);
        for (int i = 0; i < FORGERIES; i++) {
            String forged = forged(genuine);
            if (!own.contains(forged) && tokens.readLink(forged).isPresent()) {
                assertTrue(own.contains(withoutTail(forged)), () -> "seed " + seed + ": " + forged);
            }
        }
    }

    @Test
    void aLinkOnTheWebPageIsToldApartFromTheOneInTheMail() {
        Link link = anyLink();
        String token = tokens.forViewLink(delivery, link, PrivacyProfile.INDIVIDUAL);
        assertEquals(
                Optional.of(new SignedLink(delivery, link, true, PrivacyProfile.INDIVIDUAL)), tokens.readLink(token));
        assertEquals(tokens.forLink(delivery, link).length(), token.length());
    }

    @Test
    void aTokenIsValidForOnePurposeOnly() {
        String pixel = tokens.forPixel(delivery);
        String click = tokens.forLink(delivery, anyLink());
        String unsubscribe = tokens.forUnsubscribe(delivery);
        String preferences = tokens.forPreferences(delivery);
        String consent = tokens.forConsent(delivery);
        String view = tokens.forView(delivery);
        String complaint = tokens.forComplaint(delivery);
        String viewClick = tokens.forViewLink(delivery, anyLink(), PrivacyProfile.INDIVIDUAL);

        assertEquals(Optional.of(delivery), tokens.readUnsubscribe(unsubscribe));
        assertEquals(Optional.of(delivery), tokens.readPreferences(preferences));
        assertEquals(Optional.of(delivery), tokens.readConsent(consent));
        assertEquals(Optional.of(delivery), tokens.readView(view));
        assertEquals(Optional.of(delivery), tokens.readComplaint(complaint));
        for (String other : List.of(pixel, click, unsubscribe, preferences, view, viewClick, consent)) {
            assertEquals(Optional.empty(), tokens.readComplaint(other));
        }
        for (String other : List.of(pixel, click, viewClick, unsubscribe, preferences, complaint, consent)) {
            assertEquals(Optional.empty(), tokens.readView(other));
        }
        for (String other : List.of(pixel, unsubscribe, preferences, view, complaint, consent)) {
            assertEquals(Optional.empty(), tokens.readLink(other));
        }
        for (String other : List.of(pixel, click, preferences, view, viewClick, complaint, consent)) {
            assertEquals(Optional.empty(), tokens.readUnsubscribe(other));
        }
        for (String other : List.of(pixel, click, unsubscribe, view, viewClick, complaint, consent)) {
            assertEquals(Optional.empty(), tokens.readPreferences(other));
        }
        for (String other : List.of(click, unsubscribe, preferences, view, viewClick, complaint, consent)) {
            assertEquals(Optional.empty(), tokens.readPixel(other));
        }
        for (String other : List.of(pixel, click, unsubscribe, preferences, view, viewClick, complaint)) {
            assertEquals(Optional.empty(), tokens.readConsent(other));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//a.example/",
                "a.example",
                "ftp://a.example/",
                "javascript://a.example/%0aalert(1)",
                "https:a.example",
                "https:/a.example",
                "https://",
                "https:///a.example",
                "https://?x",
                "https://#x",
                "https://\\a.example",
                "https://@/",
                "https://ann@",
                "https://:80",
                "https://a b/",
                " https://a.example/",
                "https://a.example/ ",
                "https://a.example/\r\nSet-Cookie: a=b",
                "https://a.example/\n",
                "https://a.example/\t",
                "https://a.example/\0",
                "https://a.example/\u007f",
                "https://a.example/\u0085",
                "https://a.example/\u00fc",
                "https://\u00fc.example/",
                "https://a.example/\u2028"
            })
    void urlsOtherThanHttpAreNeitherSignedNorRead(String url) {
        assertThrows(IllegalArgumentException.class, () -> new Destination(url));

        byte[] octets = ("\0\1" + url).getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.empty(), tokens.readLink(new TokenSigner(keys).sign(Purpose.CLICK, delivery, octets)));
    }

    @Test
    void aSignedTokenWithoutALinkIsNoLink() {
        TokenSigner signer = new TokenSigner(keys);

        assertEquals(Optional.empty(), tokens.readLink(signer.sign(Purpose.CLICK, delivery)));
        assertEquals(Optional.empty(), tokens.readLink(signer.sign(Purpose.CLICK, delivery, (byte) 1)));
        assertEquals(
                Optional.empty(),
                tokens.readLink(signer.sign(
                        Purpose.CLICK, delivery, "\0\0https://a.example/".getBytes(StandardCharsets.US_ASCII))));
    }

    /** A valid token with a change, or random input. */
    private String forged(List<String> genuine) {
        StringBuilder token = new StringBuilder(genuine.get(random.nextInt(genuine.size())));
        int place = random.nextInt(token.length());
        switch (random.nextInt(7)) {
            case 0 -> token.setCharAt(place, anyLetter());
            case 1 -> token.deleteCharAt(place);
            case 2 -> token.insert(place, anyLetter());
            case 3 -> token.setLength(place);
            case 4 -> token.replace(place, token.length(), genuine.get(random.nextInt(genuine.size())));
            case 5 -> token.setCharAt(place, (char) random.nextInt(0x2100));
            default -> {
                byte[] octets = new byte[random.nextInt(120)];
                random.nextBytes(octets);
                if (octets.length > 2) {
                    System.arraycopy(new byte[] {1, 1, 2}, 0, octets, 0, 3);
                }
                return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
            }
        }
        return token.toString();
    }

    private static String withoutTail(String token) {
        int end = 0;
        while (end < token.length() && ALPHABET.indexOf(token.charAt(end)) >= 0) {
            end++;
        }
        return token.substring(0, end);
    }

    private char anyLetter() {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }

    private Link anyLink() {
        StringBuilder url = new StringBuilder("https://a.example/");
        random.ints(random.nextInt(200), '!', '~' + 1).forEach(url::appendCodePoint);
        return new Link(1 + random.nextInt(Link.MAX_NUMBER), new Destination(url.toString()));
    }

    private static byte[] key(int filling) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) filling);
        return key;
    }
}
