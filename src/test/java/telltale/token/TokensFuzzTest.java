package telltale.token;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import telltale.fuzz.FuzzInput;

/** Forged, truncated and mixed tokens. A token is only valid if exactly these characters were signed. */
class TokensFuzzTest {
    private static final byte[] OLD_KEY = new byte[32];
    private static final byte[] KEY = key();

    private final Tokens tokens = new Tokens(new KeyRing(Map.of(0, OLD_KEY, 1, KEY)));
    private final Tokens oldTokens = new Tokens(new KeyRing(Map.of(0, OLD_KEY)));

    @FuzzTest
    void aTokenIsValidForItsPurposeOnly(byte[] input) {
        String text = FuzzInput.header(input);
        long opened = FuzzInput.timely(() -> IntStream.of(
                        opened(
                                text,
                                tokens.readPixel(text),
                                signer -> pixel -> signer.forPixel(pixel.delivery(), pixel.profile())),
                        opened(
                                text,
                                tokens.readLink(text),
                                signer -> link -> signer.forLink(link.delivery(), link.link(), link.profile())),
                        opened(text, tokens.readUnsubscribe(text), signer -> signer::forUnsubscribe),
                        opened(text, tokens.readPreferences(text), signer -> signer::forPreferences),
                        opened(text, tokens.readConsent(text), signer -> signer::forConsent),
                        opened(text, tokens.readComplaint(text), signer -> signer::forComplaint))
                .sum());
        assertTrue(opened <= 1, text);
    }

    private <T> int opened(String text, Optional<T> read, Function<Tokens, Function<T, String>> signer) {
        read.ifPresent(what -> assertTrue(
                Stream.of(tokens, oldTokens)
                        .anyMatch(each -> text.startsWith(signer.apply(each).apply(what))),
                text));
        return read.isPresent() ? 1 : 0;
    }

    private static byte[] key() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i + 1);
        }
        return key;
    }
}
