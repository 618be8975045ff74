package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** Contradictions between the headers of one request. */
class ContradictionsTest {
    private static final Judge JUDGE = new Judge(Ruleset.builtIn());
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Map<String, String> AGENTS = Map.of(
            "CHROME", Browsers.CHROME, "FIREFOX", Browsers.FIREFOX, "SAFARI", Browsers.SAFARI, "PHONE", Browsers.PHONE);

    @ParameterizedTest
    @EnumSource
    void aBrowserThatAgreesWithItselfIsAPerson(Scope scope) {
        Browsers.headers(scope)
                .forEach((browser, headers) -> assertEquals(
                        VerdictClass.HUMAN_DIRECT,
                        verdict(scope, headers, AN_HOUR).type(),
                        browser));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPEN | hints-of-another-engine | SAFARI | Sec-CH-UA | \"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"",
                "OPEN | hints-of-another-engine | FIREFOX | Sec-CH-UA | \"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"",
                "CLICK | click-of-another-browser | SAFARI | Sec-Fetch-User | ?1",
                "CLICK | headers-of-another-browser | SAFARI | Accept | text/html,image/avif,image/webp,image/apng,*/*;q=0.8",
                "OPEN | headers-of-another-browser | FIREFOX | Accept | image/avif,image/webp,image/apng,*/*;q=0.8",
                "CLICK | headers-of-another-browser | FIREFOX | Accept | text/html,image/avif,image/webp,*/*;q=0.8",
                "CLICK | hints-of-another-version | CHROME | Sec-CH-UA | \"Chromium\";v=\"131\", \"Not/A)Brand\";v=\"24\"",
                "OPEN | hints-without-invented-brand | CHROME | Sec-CH-UA | \"Chromium\";v=\"156\", \"Brave\";v=\"156\"",
                "OPEN | phone-hint-of-a-computer | MAC | Sec-CH-UA-Mobile | ?1",
                "OPEN | computer-hint-of-a-phone | PHONE | Sec-CH-UA-Mobile | ?0",
                "OPEN | image-as-a-page | CHROME | Sec-Fetch-Mode | navigate",
                "OPEN | image-as-a-page | SAFARI | Sec-Fetch-User | ?1",
                "OPEN | image-as-a-page | FIREFOX | Upgrade-Insecure-Requests | 1",
                "OPEN | page-type-for-an-image | FIREFOX | Accept | text/html,application/xhtml+xml,*/*;q=0.8",
                "CLICK | any-type-for-a-page | CHROME | Accept | */*",
                "CLICK | fetched-by-a-script | FIREFOX | Sec-Fetch-Mode | cors",
                "OPEN | java-types | CHROME | Accept | text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                "CLICK | java-types | SAFARI | Accept | text/html, image/gif, image/jpeg, */*; q=0.2",
                "OPEN | any-language | CHROME | Accept-Language | *",
                "CLICK | origin-with-a-path | FIREFOX | Origin | https://example.com/page",
                "CLICK | transfer-codings | CHROME | TE | deflate,gzip;q=0.3",
                "OPEN | offers-http2-in-clear | CHROME | Upgrade | h2c",
                "OPEN | stream-metadata | CHROME | Icy-MetaData | 1",
                "OPEN | any-type-for-an-image | CHROME | Accept | */*",
                "OPEN | any-type-for-an-image | FIREFOX | Accept | */*",
                "CLICK | page-types-without-images | PHONE | Accept | text/html,image/avif,image/webp,*/*;q=0.8",
                "CLICK | json | CHROME | Accept | application/json, text/plain, */*"
            })
    void aContradictionIsSuspectedToBeAProgram(Scope scope, String rule, String browser, String header, String value) {
        String agent = AGENTS.getOrDefault(browser, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15");
        Verdict verdict = verdict(scope, Map.of("User-Agent", agent, header, value), AN_HOUR);

        assertEquals(VerdictClass.BOT, verdict.type());
        assertEquals(Confidence.SUSPECTED, verdict.confidence());
        assertTrue(verdict.reasons().contains(rule), verdict::toString);
    }

    @Test
    void anotherOperatingSystemContradictsTheUserAgent() {
        Map<String, String> headers = Map.of(
                "User-Agent", Browsers.CHROME,
                "Sec-CH-UA", "\"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"",
                "Sec-CH-UA-Platform", "\"Windows\"");
        assertEquals(
                List.of("browser", "hints-of-another-system"),
                verdict(Scope.OPEN, headers, AN_HOUR).reasons());
    }

    @Test
    void aClickFromTheFirstPageOfTheServerIsSuspectedAndOneFromAnotherPageIsNot() {
        Map<String, String> root = Map.of(
                "User-Agent", Browsers.CHROME, "Host", "News.example.com", "Referer", "https://news.example.com/");
        assertTrue(verdict(Scope.CLICK, root, AN_HOUR).reasons().contains("comes-from-itself"));
        for (String page : List.of("https://news.example.com/mail/", "https://mail.example.com/", "news.example.com")) {
            Map<String, String> other =
                    Map.of("User-Agent", Browsers.CHROME, "Host", "news.example.com", "Referer", page);
            assertEquals(
                    VerdictClass.HUMAN_DIRECT,
                    verdict(Scope.CLICK, other, AN_HOUR).type(),
                    page);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPEN | Mozilla/5.0 (Windows NT 6.1) AppleWebKit/535.1 (KHTML, like Gecko) Chrome/14.0.835.163 Safari/535.1 | */*",
                "OPEN | Mozilla/5.0 (Windows NT 10.0; rv:60.0) Gecko/20100101 Firefox/60.0 | */*",
                "CLICK | Mozilla/5.0 (Windows NT 6.1) AppleWebKit/535.1 (KHTML, like Gecko) Chrome/14.0.835.163 Safari/535.1 | text/html,*/*;q=0.8",
                "CLICK | Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.102 Safari/537.36 Edge/18.19042 | text/html,*/*;q=0.8",
                "CLICK | Mozilla/5.0 (Windows NT 10.0; rv:115.0) Gecko/20100101 Firefox/115.0 | text/html,image/avif,image/webp,*/*;q=0.8"
            })
    void theTypesOfAnOldBrowserAreAPersons(Scope scope, String agent, String accept) {
        Verdict verdict = verdict(scope, Map.of("User-Agent", agent, "Accept", accept), AN_HOUR);
        assertEquals(VerdictClass.HUMAN_DIRECT, verdict.type(), verdict::toString);
    }

    @Test
    void twoIndependentContradictionsAreProbable() {
        Verdict verdict = verdict(
                Scope.OPEN,
                Map.of("User-Agent", Browsers.CHROME, "Accept-Language", "*", "Sec-Fetch-Mode", "cors"),
                AN_HOUR);
        assertEquals(VerdictClass.BOT, verdict.type());
        assertEquals(Confidence.PROBABLE, verdict.confidence());
        assertEquals(List.of("browser", "fetched-by-a-script", "any-language"), verdict.reasons());
    }

    @Test
    void twoContradictionsOfOneTopicAreNotIndependent() {
        Map<String, String> openedByItself = Map.of(
                "User-Agent", Browsers.CHROME,
                "Sec-Fetch-Mode", "navigate",
                "Upgrade-Insecure-Requests", "1",
                "Accept", "text/html,*/*;q=0.8");
        assertEquals(
                Confidence.SUSPECTED,
                verdict(Scope.OPEN, openedByItself, AN_HOUR).confidence());
    }

    /** As with an extension that changes the user agent, which changes no other header. */
    @ParameterizedTest
    @EnumSource
    void aBrowserUnderAnotherNameIsOnlySuspected(Scope scope) {
        Browsers.headers(scope)
                .forEach((browser, headers) -> AGENTS.forEach((name, agent) -> {
                    Map<String, String> renamed = new TreeMap<>(headers);
                    renamed.put("User-Agent", agent);
                    Verdict verdict = verdict(scope, renamed, AN_HOUR);
                    assertTrue(
                            verdict.type() == VerdictClass.HUMAN_DIRECT || verdict.confidence() == Confidence.SUSPECTED,
                            () -> browser + " as " + name + ": " + verdict);
                }));
    }

    @Test
    void aContradictionInAClickWithinAMinuteIsProbable() {
        Map<String, String> script = Map.of("User-Agent", Browsers.CHROME, "Accept", "*/*");
        assertEquals(
                Confidence.PROBABLE,
                verdict(Scope.CLICK, script, Duration.ofSeconds(40)).confidence());
        assertEquals(
                Confidence.SUSPECTED,
                verdict(Scope.CLICK, script, Duration.ofMinutes(2)).confidence());
    }

    @Test
    void aClickWithinAMinuteWithoutContradictionIsAPerson() {
        Verdict verdict = verdict(Scope.CLICK, Map.of("User-Agent", Browsers.CHROME), Duration.ofSeconds(40));
        assertEquals(VerdictClass.HUMAN_DIRECT, verdict.type());
    }

    @Test
    void headersThatNeedEncryptionAreSuspectedInCleartext() {
        Client chrome = client(Browsers.headers(Scope.OPEN).getOrDefault("Chromium", Map.of()));
        assertTrue(verdict(Scope.OPEN, chrome.with(Client.Flag.CLEARTEXT), AN_HOUR)
                .reasons()
                .contains("secure-headers-in-clear"));
        Client plain = client(Map.of("User-Agent", Browsers.CHROME)).with(Client.Flag.CLEARTEXT);
        assertEquals(
                VerdictClass.HUMAN_DIRECT, verdict(Scope.OPEN, plain, AN_HOUR).type());
    }

    private static Verdict verdict(Scope scope, Map<String, String> headers, Duration sinceAcceptance) {
        return verdict(scope, client(headers), sinceAcceptance);
    }

    private static Verdict verdict(Scope scope, Client client, Duration sinceAcceptance) {
        EventFacts event = new EventFacts(scope, 1, Events.ACCEPTED.plus(sinceAcceptance), client, Network.UNKNOWN);
        return JUDGE.judge(event, Events.at(Provider.OTHER), List.of());
    }

    private static Client client(Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return Headers.client("GET", byName::get);
    }
}
