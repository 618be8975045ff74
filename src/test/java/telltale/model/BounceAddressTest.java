package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BounceAddressTest {
    private static final String TOKEN = "a".repeat(BounceAddress.TOKEN_LENGTH);

    @Test
    void aMailboxIsSubAddressedAndADomainTakesTheTokenAlone() {
        assertEquals(
                "bounces+" + TOKEN + "@example.com",
                BounceAddress.parse("bounces@example.com").with(TOKEN).wireForm());
        assertEquals(
                TOKEN + "@bounces.example.com",
                BounceAddress.parse("bounces.example.com").with(TOKEN).wireForm());
    }

    @Test
    void theLocalPartWithItsTokenHasAtMost64Octets() {
        String longest = "b".repeat(21);
        assertEquals(
                64,
                BounceAddress.parse(longest + "@example.com")
                        .with(TOKEN)
                        .local()
                        .length());
        IllegalArgumentException tooLong =
                assertThrows(IllegalArgumentException.class, () -> BounceAddress.parse("b" + longest + "@example.com"));
        assertTrue(String.valueOf(tooLong.getMessage()).contains("at most 21 characters"), tooLong.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "bounces, has a dot",
        "böunces@example.com, ASCII",
        "a?b@example.com, ASCII",
        "@example.com, local part",
        "bounces@, domain",
        "bounces example.com, domain",
    })
    void anythingElseIsRefused(String text, String reason) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> BounceAddress.parse(text));
        assertTrue(String.valueOf(wrong.getMessage()).contains(reason), wrong.getMessage());
    }
}
