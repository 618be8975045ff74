package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.rules.InvalidDataFileException;

class RulesetTest {
    private static final Catalogue NO_CRAWLERS = new Catalogue("0", List.of());
    private static final String LAST = """
            [rest]
            scope: both
            class: unknown
            confidence: suspected
            reason: Nothing is known.
            source: https://example.com
            """;

    @Test
    void everyBuiltInRuleHasAReasonAndASource() {
        Ruleset ruleset = Ruleset.builtIn();
        assertTrue(ruleset.version().contains(Catalogue.builtIn().version()));
        for (Rule rule : ruleset.rules()) {
            assertTrue(rule.reason().endsWith("."), rule.id());
            assertTrue(rule.source().startsWith("https://"), rule.id());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "agent: curl; agnet: curl; 5; unknown key \"agnet\"",
                "class: bot; class: robot; 6; \"robot\" is not one of human-direct",
                "class: bot; kind: bot; 6; unknown key \"kind\"",
                "confidence: certain; confidence: sure; 7; \"sure\" is not one of",
                "scope: click; scope: link; 4; \"link\" is not one of open, click",
                "agent: curl; cannot: cookie; 5; \"cookie\" is not one of prefetch",
                "agent: curl; header: cookie; 5; \"cookie\" is not one of prefetch",
                "agent: curl; network: mars; 5; \"mars\" is not one of",
                "agent: curl; accepted within: soon; 5; \"soon\" is not a time",
                "agent: curl; links: many; 5; expected something like",
                "agent: curl; same network: scanner; 5; expected something like",
                "agent: curl; about: time, sometimes; 5; expected a topic",
                "agent: curl; judged by: missing; 5; there is no rule \"missing\"",
                "agent: curl; agent: кот; 5; ASCII",
                "agent: curl; agent curl; 5; expected a key",
                "[curl]; [Curl!]; 3; an id has",
                "[curl]; [rest]; 10; another rule \"rest\"",
                "scope: click; class: bot; 6; \"class\" is repeated",
                "source: https://example.com/curl; agent: wget; 3; the rule has no \"source\"",
                "version: 1; ruleset: 1; 1; the first line must be the version"
            })
    void anInvalidLineIsReportedAndTheRulesetRejected(String right, String wrong, int line, String sentence) {
        String good = """
                version: 1

                [curl]
                scope: click
                agent: curl
                class: bot
                confidence: certain
                reason: A library.
                source: https://example.com/curl
                """ + LAST;
        assertEquals("1+crawlers-0", Ruleset.parse("rules", good, NO_CRAWLERS).version());
        InvalidDataFileException bad = assertThrows(
                InvalidDataFileException.class,
                () -> Ruleset.parse("rules", good.replace(right + "\n", wrong + "\n"), NO_CRAWLERS));
        assertEquals(line, bad.line());
        assertTrue(String.valueOf(bad.getMessage()).startsWith("rules, line " + line + ": "), bad::getMessage);
        assertTrue(String.valueOf(bad.getMessage()).contains(sentence), bad::getMessage);
    }

    @Test
    void aRulesetNeedsADefaultRuleForEachScope() {
        String open = "version: 1\n" + LAST.replace("both", "open");
        assertThrows(InvalidDataFileException.class, () -> Ruleset.parse("rules", open, NO_CRAWLERS));
        assertThrows(InvalidDataFileException.class, () -> Ruleset.parse("rules", "", NO_CRAWLERS));
    }
}
