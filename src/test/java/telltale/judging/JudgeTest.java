package telltale.judging;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Confidence;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

class JudgeTest {
    private final Judge judge = new Judge(Ruleset.builtIn());

    @Test
    void aVerdictNamesItsRulesAndItsRuleset() {
        Verdict verdict = alone(Events.open(Events.CHROME, ofHours(1)));
        assertEquals(
                new Verdict(
                        VerdictClass.HUMAN_DIRECT,
                        Confidence.PROBABLE,
                        List.of("browser"),
                        Ruleset.builtIn().version()),
                verdict);
    }

    @Test
    void googlesProxyInTheFirstMinutesProvesNothing() {
        EventFacts early = Events.open(Events.GMAIL, ofSeconds(21));
        assertEquals(VerdictClass.UNKNOWN, alone(early).type());
        assertEquals(
                VerdictClass.HUMAN_VIA_PROXY,
                alone(Events.open(Events.GMAIL, ofMinutes(6))).type());
    }

    @Test
    void aSecondFetchByGooglesProxyAfterFiveMinutesIsEvidenceOfAPerson() {
        EventFacts early = Events.open(Events.GMAIL, ofSeconds(21));
        List<Verdict> verdicts = all(early, Events.open(Events.GMAIL, ofHours(2)));
        assertEquals(VerdictClass.HUMAN_VIA_PROXY, verdicts.get(0).type());
        assertFalse(verdicts.get(0).provesPerson());
        assertEquals(Confidence.PROBABLE, verdicts.get(1).confidence());
        assertEquals(
                VerdictClass.UNKNOWN,
                all(early, Events.open(Events.GMAIL, ofSeconds(48))).get(0).type());
    }

    @Test
    void appleLoadsImagesInAdvanceAndNeverFollowsLinks() {
        assertEquals(
                VerdictClass.PREFETCH,
                alone(Events.open(Events.APPLE_PRIVACY, ofHours(1))).type());
        assertEquals(
                VerdictClass.BOT,
                alone(Events.click(1, Events.APPLE_PRIVACY, ofHours(1))).type());
    }

    @Test
    void appleMailWithoutPrivacyProtectionIsAPerson() {
        String bare = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        assertEquals(
                VerdictClass.HUMAN_DIRECT, alone(Events.open(bare, ofHours(1))).type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HUMAN_DIRECT | Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 (Ecosia android@131.0.6778.81)",
                "HUMAN_DIRECT | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Norton/131.0.0.0",
                "HUMAN_VIA_PROXY | Mozilla/5.0 (compatible; Example-ImageProxy/1.0)",
                "UNFURLER | Synapse (bot; +https://github.com/matrix-org/synapse)",
                "SCANNER | Norton-Safeweb",
                "BOT | AWS-Lambda/nodejs"
            })
    void aDistinctiveWordIdentifiesAUserAgent(VerdictClass type, String agent) {
        assertEquals(type, alone(Events.open(agent, ofHours(1))).type());
    }

    @Test
    void aHeadRequestForALinkIsNotAPerson() {
        EventFacts click = Events.click(1, Events.CHROME, ofHours(1));
        assertEquals(VerdictClass.HUMAN_DIRECT, alone(click).type());
        assertEquals(VerdictClass.SCANNER, alone(Events.head(click)).type());
    }

    @Test
    void aClickWithinSecondsOfAcceptanceIsAScanners() {
        assertEquals(
                VerdictClass.SCANNER,
                alone(Events.click(1, Events.CHROME, ofSeconds(4))).type());
        assertEquals(
                VerdictClass.HUMAN_DIRECT,
                alone(Events.click(1, Events.CHROME, ofSeconds(40))).type());
    }

    @Test
    void aFastClickFromALocalNetworkMayBeAPerson() {
        EventFacts quick = Events.from("127.0.0.1", Events.click(1, Events.CHROME, ofSeconds(4)));
        assertEquals(VerdictClass.HUMAN_DIRECT, alone(quick).type());
    }

    @ParameterizedTest
    @CsvSource({
        "PROOFPOINT, 40, SCANNER",
        "BARRACUDA, 70, HUMAN_DIRECT",
        "MICROSOFT, 20, SCANNER",
        "MICROSOFT, 40, HUMAN_DIRECT",
        "GOOGLE, 20, HUMAN_DIRECT"
    })
    void clicksBehindAFilterAreSuspectForLonger(Provider provider, int seconds, VerdictClass expected) {
        EventFacts click = Events.click(1, Events.CHROME, ofSeconds(seconds));
        assertEquals(
                expected, judge.judge(click, Events.at(provider), List.of()).type());
    }

    @Test
    void severalClicksWithinSecondsIncludingTheFirstAreAScanners() {
        List<Verdict> verdicts = all(
                Events.click(1, Events.CHROME, ofHours(1)),
                Events.click(2, Events.CHROME, ofHours(1).plusSeconds(4)),
                Events.click(3, Events.CHROME, ofHours(1).plusSeconds(9)),
                Events.click(1, Events.CHROME, ofHours(3)));
        assertEquals(
                List.of(VerdictClass.SCANNER, VerdictClass.SCANNER, VerdictClass.SCANNER, VerdictClass.HUMAN_DIRECT),
                verdicts.stream().map(Verdict::type).toList());
    }

    @Test
    void aPersonMayClickTheSameLinkTwice() {
        List<Verdict> verdicts = all(
                Events.click(1, Events.CHROME, ofHours(1)),
                Events.click(1, Events.CHROME, ofHours(1).plusMillis(400)));
        assertEquals(VerdictClass.HUMAN_DIRECT, verdicts.get(0).type());
        assertEquals(VerdictClass.HUMAN_DIRECT, verdicts.get(1).type());
    }

    @Test
    void fiveFetchesWithinTwoSecondsAreNotAPersons() {
        EventFacts[] burst = new EventFacts[5];
        for (int i = 0; i < burst.length; i++) {
            burst[i] = Events.open(Events.CHROME, ofHours(1).plus(ofMillis(450L * i)));
        }
        all(burst).forEach(verdict -> assertEquals(VerdictClass.SCANNER, verdict.type()));
    }

    @Test
    void aBrowserFromTheNetworkOfABotIsAScanner() {
        EventFacts browser = Events.from("198.51.100.7", Events.click(1, Events.CHROME, ofHours(1)));
        EventFacts bot = Events.from(
                "198.51.100.9", Events.click(1, Events.CURL, ofHours(1).plusSeconds(3)));
        EventFacts elsewhere = Events.from(
                "203.0.113.9", Events.click(1, Events.CURL, ofHours(1).plusSeconds(3)));
        assertEquals(VerdictClass.SCANNER, all(browser, bot).get(0).type());
        assertEquals(VerdictClass.HUMAN_DIRECT, all(browser, elsewhere).get(0).type());
    }

    @ParameterizedTest
    @CsvSource({
        "40.107.218.12, OPEN, SCANNER",
        "64.235.150.1, CLICK, SCANNER",
        "66.102.7.162, CLICK, SCANNER",
        "52.114.14.71, OPEN, HUMAN_DIRECT",
        "185.30.177.20, OPEN, HUMAN_VIA_PROXY",
        "203.0.113.7, CLICK, HUMAN_DIRECT"
    })
    void aBrowsersUserAgentIsJudgedByItsNetwork(String address, Scope scope, VerdictClass expected) {
        EventFacts event = scope == Scope.OPEN
                ? Events.open(Events.CHROME, ofHours(1))
                : Events.click(1, Events.CHROME, ofHours(1));
        assertEquals(expected, alone(Events.from(address, event)).type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20 PRO) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.120 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 4.4.2; Phantom6S) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.111 Mobile Safari/537.36",
                "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 WhatsApp/2.23.20",
                "Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/79.0.3945.130 Chrome/79.0.3945.130 Safari/537.36 Tesla/2020.16.2.1",
                "Mozilla/5.0 (Linux; Android 13; POCO F3) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; SLCC2; .NET CLR 2.0.50727; .NET4.0C; rv:11.0) like Gecko",
                "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10"
            })
    void userAgentsThatOnlyResembleABotsArePersons(String agent) {
        assertEquals(
                VerdictClass.HUMAN_DIRECT,
                alone(Events.click(1, agent, ofHours(1))).type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
                "WhatsApp/2"
            })
    void linkPreviewsAreNotPersons(String agent) {
        assertEquals(
                VerdictClass.UNFURLER, alone(Events.click(1, agent, ofHours(1))).type());
    }

    @Test
    void aMailProxyListedAsACrawlerIsRecognizedAsAProxy() {
        assertEquals(
                VerdictClass.HUMAN_VIA_PROXY,
                alone(Events.open("Mozilla/5.0 SeznamEmailProxy/2.0.174", ofHours(1)))
                        .type());
    }

    private Verdict alone(EventFacts event) {
        return judge.judge(event, Events.at(Provider.OTHER), List.of());
    }

    private List<Verdict> all(EventFacts... events) {
        return judge.judgeAll(List.of(events), Events.at(Provider.OTHER));
    }
}
