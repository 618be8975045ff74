package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** Contradictions between the headers of one request. */
class ClientHintsTest {
    private static final Judge JUDGE = new Judge(Ruleset.builtIn());
    private static final String CHROME_156 =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    private static final String SAFARI =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                    + " Version/26.0 Mobile/15E148 Safari/604.1";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
    private static final String HINTS_156 = "\"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Not/A)Brand\";v=\"24\", \"Chromium\";v=\"156\"",
                "\" Not A;Brand\";v=\"99\", \"Chromium\";v=\"96\"",
                "\";Not A Brand\";v=\"99\"",
                "\"Chromium\";v=\"112\", \"Not:A-Brand\";v=\"99\""
            })
    void aBrandThatChromiumInventsIsRecognizedWhateverItsPunctuation(String brands) {
        assertTrue(new ClientHints(brands).haveInventedBrand());
    }

    @Test
    void aListWithoutItIsRecognized() {
        assertFalse(new ClientHints("\"Chromium\";v=\"136\", \"Google Chrome\";v=\"136\"").haveInventedBrand());
    }

    @Test
    void versionsAreComparedIfBothAreNamed() {
        assertTrue(new ClientHints(HINTS_156).nameAnotherVersionThan(CHROME_156.replace("156", "159")));
        assertFalse(new ClientHints(HINTS_156).nameAnotherVersionThan(CHROME_156));
        assertFalse(new ClientHints(HINTS_156).nameAnotherVersionThan(SAFARI));
        assertFalse(new ClientHints("\"Brave\";v=\"156\"").nameAnotherVersionThan(CHROME_156));
    }

    @Test
    void aBrowserThatAgreesWithItselfIsAPerson() {
        for (Scope scope : Scope.values()) {
            String mode = scope == Scope.CLICK ? "navigate" : "no-cors";
            assertHuman(
                    verdict(scope, Map.of("User-Agent", CHROME_156, "Sec-CH-UA", HINTS_156, "Sec-Fetch-Mode", mode)));
            assertHuman(verdict(scope, Map.of("User-Agent", FIREFOX, "Sec-Fetch-Mode", mode)));
            assertHuman(verdict(scope, Map.of("User-Agent", SAFARI, "Sec-Fetch-Mode", mode)));
        }
    }

    /** Hop-by-hop and other headers may be lost on the way. */
    @Test
    void aBrowserBehindAProxyThatRemovesHeadersIsAPerson() {
        for (String agent : List.of(CHROME_156, FIREFOX, SAFARI)) {
            assertHuman(verdict(Scope.OPEN, Map.of("User-Agent", agent)));
            assertHuman(verdict(Scope.OPEN, Map.of("User-Agent", agent, "Via", "1.1 proxy", "Upgrade", "h2c")));
        }
        assertHuman(verdict(Scope.OPEN, Map.of("User-Agent", CHROME_156, "Sec-Fetch-Mode", "no-cors")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hints-of-another-engine | SAFARI | Sec-CH-UA | \"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"",
                "hints-of-another-engine | FIREFOX | Sec-CH-UA | \"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"",
                "hints-of-another-version | CHROME | Sec-CH-UA | \"Chromium\";v=\"131\", \"Not/A)Brand\";v=\"24\"",
                "hints-without-invented-brand | CHROME | Sec-CH-UA | \"Chromium\";v=\"156\", \"Google Chrome\";v=\"156\"",
                "image-as-a-page | CHROME | Sec-Fetch-Mode | navigate",
                "offers-http2-in-clear | CHROME | Upgrade | h2c"
            })
    void aContradictionIsSuspectedToBeAProgram(String rule, String browser, String header, String value) {
        String agent = browser.equals("SAFARI") ? SAFARI : browser.equals("FIREFOX") ? FIREFOX : CHROME_156;
        Verdict verdict = verdict(Scope.OPEN, Map.of("User-Agent", agent, header, value));

        assertEquals(VerdictClass.BOT, verdict.type());
        assertEquals(Confidence.SUSPECTED, verdict.confidence());
        assertTrue(verdict.reasons().contains(rule), verdict::toString);
    }

    private static void assertHuman(Verdict verdict) {
        assertEquals(VerdictClass.HUMAN_DIRECT, verdict.type(), verdict::toString);
    }

    private static Verdict verdict(Scope scope, Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        Client client = Headers.client("GET", byName::get);
        EventFacts event = new EventFacts(scope, 1, Events.ACCEPTED.plus(Duration.ofHours(1)), client, Network.UNKNOWN);
        return JUDGE.judge(event, Events.at(Provider.OTHER), List.of());
    }
}
