package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.store.Consents;
import telltale.web.api.ServedApi;

class ConsentHandlerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String FORM = "application/x-www-form-urlencoded";
    /** The hidden fields of the page as it is shown at noon. */
    private static final String SHOWN = "&wording=consent-page-1+en&shown=1795348800000";

    @AutoClose
    private ServedApi api;

    private DeliveryId delivery;
    private String page;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        delivery = api.accepted(null, NOON).id();
        page = "consent/" + api.tokens.forConsent(delivery);
    }

    @Test
    void aGetTicksAndRecordsNothing() throws Exception {
        for (String query : List.of("", "?decision=give&open-measurement=on" + SHOWN, "?withdraw=open-measurement")) {
            HttpResponse<String> answer = api.get(page + query);
            assertEquals(200, answer.statusCode());
            Document document = Jsoup.parse(answer.body());
            assertEquals(
                    List.of("open-measurement", "click-measurement"),
                    document.select("input[type=checkbox]").eachAttr("name"));
            assertEquals(0, document.select("[checked]").size());
        }
        api.head(page);
        assertEquals(List.of(), entries());
    }

    @Test
    void thePageIsNeitherStoredNorIndexedNorFramed() throws Exception {
        HttpResponse<String> answer = api.get(page);
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("noindex", answer.headers().firstValue("X-Robots-Tag").orElse(""));
        assertEquals(
                "no-referrer", answer.headers().firstValue("Referrer-Policy").orElse(""));
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'") && policy.contains("frame-ancestors 'none'"), policy);
    }

    @Test
    void whatIsTickedIsGivenAndTheRestIsRefused() throws Exception {
        HttpResponse<String> answer = post("decision=give&click-measurement=on" + SHOWN);
        assertEquals(200, answer.statusCode());
        assertEquals("Your decision has been recorded.", text(answer, "[role=status]"));
        assertEquals(ConsentDecision.REFUSED, inForce(ConsentPurpose.OPEN_MEASUREMENT));
        assertEquals(ConsentDecision.GIVEN, inForce(ConsentPurpose.CLICK_MEASUREMENT));
        Consents.Entry given = entries().get(1);
        assertEquals(Consents.RECIPIENT, given.actor());
        assertEquals(
                new Consent(
                        ConsentPurpose.CLICK_MEASUREMENT,
                        ConsentDecision.GIVEN,
                        NOON,
                        "consent-page-1 en",
                        "consent page",
                        "link in the mail of delivery " + delivery + "; page shown 2026-11-22T12:00:00Z; ticked by the"
                                + " person: click-measurement"),
                given.consent());
        assertTrue(!allows(EventKind.OPEN) && allows(EventKind.CLICK));
        post("decision=give&open-measurement=on" + SHOWN);
        assertTrue(allows(EventKind.OPEN), "a refusal can be changed on the same page");
    }

    @Test
    void refusingTakesOneButtonAsGivingDoes() throws Exception {
        Element form = Jsoup.parse(api.get(page).body()).expectFirst("form");
        assertEquals(List.of("give", "refuse"), form.select("button").eachAttr("value"));
        assertEquals(200, post("decision=refuse" + SHOWN).statusCode());
        assertEquals(ConsentDecision.REFUSED, inForce(ConsentPurpose.OPEN_MEASUREMENT));
        assertEquals(ConsentDecision.REFUSED, inForce(ConsentPurpose.CLICK_MEASUREMENT));
        post("decision=refuse" + SHOWN);
        assertEquals(2, entries().size(), "the same decision is recorded once");
    }

    @Test
    void aWithdrawalTakesOneButtonAndConcernsOnePurpose() throws Exception {
        Document document = Jsoup.parse(post("decision=give&open-measurement=on&click-measurement=on" + SHOWN)
                .body());
        assertEquals(
                List.of("open-measurement", "click-measurement"),
                document.select("button[name=withdraw]").eachAttr("value"));
        assertEquals(200, post("withdraw=open-measurement").statusCode());
        assertEquals(ConsentDecision.WITHDRAWN, inForce(ConsentPurpose.OPEN_MEASUREMENT));
        assertEquals(ConsentDecision.GIVEN, inForce(ConsentPurpose.CLICK_MEASUREMENT));
        assertNull(api.recipient(delivery).suppression());
        api.clock.advance(Duration.ofSeconds(1));
        post("decision=give&open-measurement=on" + SHOWN);
        assertEquals(ConsentDecision.GIVEN, inForce(ConsentPurpose.OPEN_MEASUREMENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "decision=give",
                "decision=give&open-measurement=yes" + SHOWN,
                "decision=give" + SHOWN,
                "decision=GIVE&open-measurement=on" + SHOWN,
                "decision=give&open-measurement=on&wording=consent-page-1+de&shown=1795348800000",
                "decision=give&open-measurement=on&wording=consent-page-0+en&shown=1795348800000",
                "decision=give&open-measurement=on&wording=consent-page-1+en",
                "decision=give&open-measurement=on&wording=consent-page-1+en&shown=yesterday",
                "decision=give&open-measurement=on&wording=consent-page-1+en&shown=99999999999999999999",
                "decision=give&open-measurement=on&wording=consent-page-1+en&shown=1795352400000",
                "decision=give&open-measurement=on&open-measurement=on" + SHOWN,
                "decision=give&open-measurement=%zz" + SHOWN,
                "withdraw=everything"
            })
    void aFormThatThePageDidNotSendRecordsNothing(String form) throws Exception {
        HttpResponse<String> answer = post(form);
        assertEquals(400, answer.statusCode());
        assertTrue(!text(answer, "[role=alert]").isEmpty());
        assertEquals(List.of(), entries());
    }

    @Test
    void aPageThatWasShownBeforeTheRequestChangedRecordsNothing() throws Exception {
        api.clock.advance(Duration.ofMinutes(5));
        ConsentRequest request = new ConsentRequest(
                ConsentPurpose.MEASUREMENT,
                "Shop <b>(shop@example.com)</b>",
                "spring",
                "Hi <b>\n\n{{view}} %7B%7Bview%7D%7D");
        assertEquals(
                List.of(),
                api.store
                        .consents()
                        .requests()
                        .ask(List.of(ANN), request, new ImmutableBytes(new byte[32]), api.clock.instant()));
        assertEquals(400, post("decision=refuse" + SHOWN).statusCode());
        String wording = "spring, consent-page-1 en";
        Document document = Jsoup.parse(api.get(page).body());
        assertEquals(wording, document.expectFirst("[name=wording]").attr("value"));
        assertEquals(
                "Shop <b>(shop@example.com)</b>",
                document.expectFirst("main bdi").wholeText());
        assertEquals(
                List.of("Hi <b>", "{{view}} %7B%7Bview%7D%7D"),
                document.select("main p[dir=auto]").eachText());
        String shown = document.expectFirst("[name=shown]").attr("value");
        assertEquals(
                400,
                post("decision=refuse&wording=spring,+consent-page-1+en&shown=" + NOON.toEpochMilli())
                        .statusCode());
        assertEquals(
                200,
                post("decision=refuse&wording=spring,+consent-page-1+en&shown=" + shown)
                        .statusCode());
        assertEquals(wording, entries().get(0).consent().wording());
    }

    @Test
    void aRecipientWhoTurnedTrackingOffHasNothingToDecide() throws Exception {
        api.store.persons().setTracked(delivery, false, NOON);
        Document document = Jsoup.parse(api.get(page).body());
        assertEquals(0, document.select("form").size());
        assertEquals(
                "../preferences/" + api.tokens.forPreferences(delivery) + "?lang=en",
                document.expectFirst("main a").attr("href"));
        post("decision=give&open-measurement=on" + SHOWN);
        assertTrue(!allows(EventKind.OPEN), "the objection to all tracking takes precedence");
    }

    @Test
    void anotherTokenHasNoEffect() throws Exception {
        for (String address : List.of(
                "consent/x", "consent/", "consent/" + api.tokens.forPreferences(delivery), page.substring(0, 40))) {
            assertEquals(404, api.get(address).statusCode(), address);
            assertEquals(404, api.post(address, FORM, "decision=refuse" + SHOWN).statusCode(), address);
        }
        assertEquals(
                404, api.get("preferences/" + api.tokens.forConsent(delivery)).statusCode());
        assertEquals(List.of(), entries());
    }

    @Test
    void thePageSaysWhenTheDatabaseIsUnavailable() throws Exception {
        api.store.close();
        for (HttpResponse<String> answer : List.of(api.get(page), post("decision=refuse" + SHOWN))) {
            assertEquals(503, answer.statusCode());
            assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        }
    }

    @Test
    void thePreferencePageWithdrawsEachPurposeWithoutUnsubscribing() throws Exception {
        String preferences = "preferences/" + api.tokens.forPreferences(delivery);
        post("decision=give&open-measurement=on&click-measurement=on" + SHOWN);
        HttpResponse<String> answer = api.post(preferences, FORM, "withdraw=click-measurement");
        assertEquals(200, answer.statusCode());
        assertEquals(
                List.of("open-measurement"),
                Jsoup.parse(answer.body()).select("button[name=withdraw]").eachAttr("value"));
        assertTrue(allows(EventKind.OPEN) && !allows(EventKind.CLICK));
        assertNull(api.recipient(delivery).suppression());
        api.post(preferences, FORM, "mail=off");
        assertTrue(api.isUnsubscribed(delivery) && allows(EventKind.OPEN), "unsubscribing withdraws nothing");
        assertEquals(400, api.post(preferences, FORM, "withdraw=x").statusCode());
        assertEquals(
                400,
                api.post(preferences, FORM, "withdraw=open-measurement&mail=on").statusCode());
        assertEquals("preference page", entries().get(2).consent().channel());
    }

    private HttpResponse<String> post(String form) throws Exception {
        return api.post(page, FORM, form);
    }

    private static String text(HttpResponse<String> answer, String selector) {
        return Jsoup.parse(answer.body()).expectFirst(selector).text();
    }

    private List<Consents.Entry> entries() {
        return api.store.consents().page(ANN, 0, 10);
    }

    private ConsentDecision inForce(ConsentPurpose purpose) {
        return api.store.consents().inForce(ANN).stream()
                .map(Consents.Entry::consent)
                .filter(consent -> consent.purpose() == purpose)
                .findFirst()
                .orElseThrow()
                .decision();
    }

    private boolean allows(EventKind kind) {
        return api.recipient(delivery).allows(PrivacyProfile.CONSENT, kind);
    }
}
