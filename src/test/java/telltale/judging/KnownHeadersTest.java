package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Client;
import telltale.model.Network;

class KnownHeadersTest {
    private static final Set<String> COMBINED = Set.of("user-agent", "referer");

    @ParameterizedTest
    @CsvSource({
        "no header: accept-language, Accept-Language",
        "no header: via, Via",
        "no header: referer, Referer",
        "no header: accepts-images, Accept",
        "no header: do-not-track, DNT",
        "no header: global-privacy-control, Sec-GPC",
        "no header: prefetch, Purpose",
        "no header: hostile, X-Forwarded-For",
        "no header: view, Referer",
        "no agent: mozilla/, User-Agent"
    })
    void noRuleTakesAnUnknownHeaderForAnAbsentOne(String condition, String header) {
        Ruleset rules = rules(condition);
        assertEquals("absent", reason(rules, KnownHeaders.ALL, Map.of()));
        assertEquals("default", reason(rules, KnownHeaders.only(Set.of("Host")), Map.of()));
        boolean isOneHeader = !Set.of("no header: prefetch", "no header: hostile", "no header: view")
                .contains(condition);
        assertEquals(isOneHeader ? "absent" : "default", reason(rules, KnownHeaders.only(Set.of(header)), Map.of()));
    }

    @Test
    void ofAFlagFromSeveralHeadersAllMustBeKnown() {
        Ruleset rules = rules("no header: prefetch");
        assertEquals("default", reason(rules, KnownHeaders.only(Set.of("Sec-Purpose", "Purpose", "X-Moz")), Map.of()));
        assertEquals(
                "absent",
                reason(rules, KnownHeaders.only(Set.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")), Map.of()));
    }

    @Test
    void theMethodIsAlwaysKnown() {
        assertEquals("absent", reason(rules("no header: head"), KnownHeaders.only(Set.of()), Map.of()));
    }

    @Test
    void whatAnUnknownHeaderDecidesIsNotLeftToTheRulesBelow() {
        String text = """
                version: 1
                [without]
                scope: both
                agent: script
                no header: via
                class: prefetch
                confidence: probable
                reason: r
                source: s
                [with]
                scope: both
                agent: script
                class: bot
                confidence: probable
                reason: r
                source: s
                [default]
                scope: both
                class: unknown
                confidence: suspected
                reason: r
                source: s
                """;
        Ruleset rules = Ruleset.parse("test", text, Catalogue.builtIn());
        Map<String, String> script = Map.of("User-Agent", "script");
        assertEquals("without", reason(rules, KnownHeaders.ALL, script));
        assertEquals("with", reason(rules, KnownHeaders.ALL, Map.of("User-Agent", "script", "Via", "x")));
        assertEquals("default", reason(rules, KnownHeaders.only(COMBINED), script));
        assertEquals("default", reason(rules, KnownHeaders.only(COMBINED), Map.of("User-Agent", "other")));
    }

    @Test
    void aContextualRuleThatAnUnknownHeaderDecidesLeavesTheVerdict() {
        Ruleset rules = rules("judged: unknown\nno header: via");
        assertEquals("absent", reason(rules, KnownHeaders.ALL, Map.of()));
        assertEquals("default", reason(rules, KnownHeaders.only(COMBINED), Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownAgentIsNeitherAbsentNorThatOfAnotherProgram(Scope scope) {
        Ruleset rules = Ruleset.builtIn();
        assertEquals("nothing-known", reason(rules, KnownHeaders.only(Set.of("Referer")), scope, Map.of()));
        assertEquals(
                "attack-header",
                reason(rules, KnownHeaders.only(Set.of("Referer")), scope, Map.of("Referer", "${jndi:x}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Events.CHROME,
                Events.GMAIL,
                Events.APPLE_PRIVACY,
                Events.CURL,
                "",
                "Slackbot 1.0",
                "Mozilla/4.0",
                "(compatible;)",
                "iPhone"
            })
    void theBuiltInRulesNeedOnlyAgentAndReferer(String agent) {
        for (Scope scope : Scope.values()) {
            for (Map<String, String> headers :
                    List.of(Map.of("User-Agent", agent), Map.of("User-Agent", agent, "Referer", "http://x/"))) {
                assertEquals(
                        reason(Ruleset.builtIn(), KnownHeaders.ALL, scope, headers),
                        reason(Ruleset.builtIn(), KnownHeaders.only(COMBINED), scope, headers));
            }
        }
    }

    /** A rule with these conditions, and a default one. */
    private static Ruleset rules(String conditions) {
        String text = "version: 1\n[absent]\nscope: both\n" + conditions
                + "\nclass: bot\nconfidence: certain\nreason: r\nsource: s\n"
                + "[default]\nscope: both\nclass: unknown\nconfidence: suspected\nreason: r\nsource: s\n";
        return Ruleset.parse("test", text, Catalogue.builtIn());
    }

    private static String reason(Ruleset rules, KnownHeaders known, Map<String, String> headers) {
        return reason(rules, known, Scope.OPEN, headers);
    }

    private static String reason(Ruleset rules, KnownHeaders known, Scope scope, Map<String, String> headers) {
        Client client = Headers.client("GET", headers::get);
        EventFacts facts = new EventFacts(scope, 0, Instant.EPOCH, client, Network.UNKNOWN);
        List<String> reasons = new Judge(rules.knowing(known))
                .judge(facts, DeliveryContext.UNKNOWN, List.of())
                .reasons();
        return reasons.get(reasons.size() - 1);
    }
}
