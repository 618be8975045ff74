package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.Event;
import telltale.model.EventKind;

/** Verdicts and open rates in the API. */
class VerdictsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final Instant SENT = NOW.minusSeconds(7200);
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
    private static final String APPLE = "Mozilla/5.0";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    @Test
    void aDeliveryShowsItsSourcesWithoutWaitingForBackgroundJudging() throws Exception {
        Delivery delivery = api.accepted("spring", SENT);
        api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(600), "curl/8.4.0");
        api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(3600), CHROME);

        JsonObject shown = api.json("api/v1/deliveries/" + delivery.id());

        assertEquals(
                "{\"total\":2,\"people\":1,\"machines\":1,\"unknown\":0,\"repeated\":0,\"firstPersonAt\":\"2026-11-22T19:00:00.000Z\"}",
                shown.getJsonObject("opens").toString());
        assertEquals(
                "{\"total\":0,\"people\":0,\"machines\":0,\"unknown\":0,\"repeated\":0,\"firstPersonAt\":null,\"links\":[]}",
                shown.getJsonObject("clicks").toString());
        assertEquals("seen", shown.getString("level"));
    }

    @Test
    void anEventShowsItsVerdictAndReasons() throws Exception {
        Delivery delivery = api.accepted("spring", SENT);
        api.seen(delivery, EventKind.CLICK, SENT.plusSeconds(3600), CHROME);

        JsonObject event = api.json("api/v1/deliveries/" + delivery.id())
                .getJsonArray("events")
                .getJsonObject(0);

        assertEquals("human-direct", event.getString("class"));
        assertTrue(event.getJsonArray("reasons").getString(0).endsWith("."), event::toString);
        assertEquals(api.verdicts.rulesetVersion(), event.getString("ruleset"));
        assertEquals("Chrome", event.getString("reader"));
        assertEquals("desktop", event.getString("device"));
        assertEquals(1, event.getInt("link"));
    }

    @Test
    void anAnswerIsJudgedOnceAndSoByOneEditionOfTheLists() throws Exception {
        Delivery delivery = api.accepted("spring", SENT);
        api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(3600), CHROME);
        api.seen(delivery, EventKind.CLICK, SENT.plusSeconds(3700), CHROME);
        int before = api.assessments.get();

        JsonObject answer = api.json("api/v1/deliveries/" + delivery.id());

        assertEquals(1, answer.getJsonObject("clicks").getJsonArray("links").size());
        assertEquals(1, api.assessments.get() - before);
    }

    @Test
    void aListShowsStoredVerdicts() throws Exception {
        Delivery delivery = api.accepted("spring", SENT);
        api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(3600), CHROME);

        assertEquals(
                1, first(api.json("api/v1/deliveries")).getJsonObject("opens").getInt("unknown"));
        assertEquals(1, api.json("api/v1/campaigns").getInt("unjudged"));
        api.judge();
        JsonObject judged = first(api.json("api/v1/deliveries"));
        assertEquals(1, judged.getJsonObject("opens").getInt("people"));
        assertEquals("seen", judged.getString("level"));
        assertEquals(0, api.json("api/v1/campaigns").getInt("unjudged"));
    }

    @Test
    void anOpenRateIsARangeWithAssumptions() throws Exception {
        campaign("spring", 60, 20, 10, 15);

        JsonObject rate = api.json("api/v1/campaigns?name=spring").getJsonObject("openRate");

        assertEquals(60, rate.getInt("accepted"));
        assertEquals(60, rate.getInt("tracked"));
        assertEquals(20, rate.getJsonObject("atLeast").getInt("count"));
        assertEquals(15, rate.getJsonObject("notMeasurable").getInt("count"));
        assertEquals(
                15,
                rate.getJsonObject("notMeasurable")
                        .getJsonObject("causes")
                        .getJsonObject("prefetched")
                        .getInt("count"));
        JsonObject plausible = rate.getJsonObject("plausible");
        double share = rate.getJsonObject("estimate").getJsonNumber("share").doubleValue();
        assertTrue(plausible.getJsonNumber("low").doubleValue() <= share, rate::toString);
        assertTrue(plausible.getJsonNumber("high").doubleValue() >= share, rate::toString);
        JsonObject bound = rate.getJsonObject("errorBound");
        assertTrue(bound.getJsonNumber("low").doubleValue() < 1.0 / 3, bound::toString);
        assertTrue(bound.getJsonNumber("high").doubleValue() > 1.0 / 3, bound::toString);
        assertTrue(bound.getJsonObject("machinesCalledPeople").getInt("of") > 0, bound::toString);
        assertEquals(4, rate.getJsonArray("assumptions").size());
        assertTrue(
                rate.getString("summary")
                        .matches(
                                "At least 33% opened \\(confirmed\\), and between \\d+ and \\d+% if the verdicts err as"
                                        + " often as they may, see Accuracy\\. Plausible range: .*"),
                rate::toString);
        assertTrue(
                rate.getString("summary").contains("25% not measurable (prefetched, for example by Apple, 25%"),
                rate::toString);
    }

    @Test
    void tooFewClicksGiveNoRange() throws Exception {
        campaign("spring", 10, 3, 1, 0);

        JsonObject rate = api.json("api/v1/campaigns?name=spring").getJsonObject("openRate");

        assertTrue(rate.isNull("plausible"), rate::toString);
        assertTrue(rate.isNull("estimate"), rate::toString);
        assertTrue(
                rate.getString("summary")
                        .endsWith(
                                " if the verdicts err as often as they may, see Accuracy. No plausible range: too few recipients both"
                                        + " opened and clicked. 0% not measurable."),
                rate::toString);
    }

    @Test
    void campaignsAreComparedByMeasurableRecipients() throws Exception {
        campaign("one", 40, 5, 0, 10);
        campaign("other", 40, 25, 0, 10);

        JsonObject comparison = api.json("api/v1/comparison?first=one&second=other");

        assertEquals(30, comparison.getJsonObject("first").getInt("of"));
        assertEquals(25, comparison.getJsonObject("second").getInt("count"));
        assertEquals(
                0.6667,
                comparison.getJsonObject("difference").getJsonNumber("value").doubleValue());
        assertTrue(comparison.getBoolean("isClear"));
        assertFalse(api.json("api/v1/comparison?first=one&second=one").getBoolean("isClear"));
        assertEquals(404, api.get("api/v1/comparison?first=one&second=nonsense").statusCode());
        assertEquals(400, api.get("api/v1/comparison?first=one").statusCode());
    }

    @Test
    void aManualVerdictOverridesAllRulesAndCanBeRemoved() throws Exception {
        Delivery delivery = api.accepted("spring", SENT);
        Event open = api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(3600), CHROME);
        String correction = "api/v1/corrections/" + open.id();
        String body = "{\"delivery\":\"" + delivery.id() + "\",\"class\":\"%s\"}";

        assertEquals(400, api.change("PUT", correction, body.formatted("robot")).statusCode());
        assertEquals(204, api.change("PUT", correction, body.formatted("bot")).statusCode());
        JsonObject corrected = api.json("api/v1/deliveries/" + delivery.id());
        assertEquals(0, corrected.getJsonObject("opens").getInt("people"));
        assertEquals(
                "[\"Corrected by a person.\"]",
                corrected
                        .getJsonArray("events")
                        .getJsonObject(0)
                        .getJsonArray("reasons")
                        .toString());

        assertEquals(
                204,
                api.change("DELETE", correction + "?delivery=" + delivery.id(), "")
                        .statusCode());
        assertEquals(
                1,
                api.json("api/v1/deliveries/" + delivery.id())
                        .getJsonObject("opens")
                        .getInt("people"));
    }

    @Test
    void anEventOfAnotherDeliveryIsNotCorrected() throws Exception {
        Event open = api.seen(api.accepted("spring", SENT), EventKind.OPEN, SENT.plusSeconds(3600), CHROME);
        String body = "{\"delivery\":\"" + api.accepted("spring", SENT).id() + "\",\"class\":\"bot\"}";

        assertEquals(
                404, api.change("PUT", "api/v1/corrections/" + open.id(), body).statusCode());
    }

    @Test
    void verdictsOfTheCurrentRulesetAreNotRejudged() throws Exception {
        campaign("spring", 3, 1, 0, 0);

        assertEquals(
                "{\"ruleset\":\"" + api.verdicts.rulesetVersion()
                        + "\",\"deliveries\":0,\"incomplete\":0,\"changed\":0,\"frozen\":0,\"before\":{},\"after\":{},\"announced\":[],\"examples\":[]}",
                api.json("api/v1/rejudge").toString());
        assertEquals(
                "{\"deliveries\":0,\"incomplete\":0,\"frozen\":0}",
                api.change("POST", "api/v1/rejudge", "").body());
        HttpResponse<String> unclear = api.change("POST", "api/v1/rejudge?announce=yes", "");
        assertEquals(400, unclear.statusCode());
        assertTrue(unclear.body().contains("\"field\":\"announce\""), unclear.body());
    }

    /** Stores a campaign with the given numbers of opens, clicks and prefetches. */
    private void campaign(String name, int accepted, int read, int clicked, int prefetched) {
        for (int i = 0; i < accepted; i++) {
            Delivery delivery = api.accepted(name, SENT);
            if (i < read) {
                api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(3600), CHROME);
            }
            if (i < clicked) {
                api.seen(delivery, EventKind.CLICK, SENT.plusSeconds(3660), CHROME);
            }
            if (i >= accepted - prefetched) {
                api.seen(delivery, EventKind.OPEN, SENT.plusSeconds(1200), APPLE);
            }
        }
        api.judge();
    }

    private static JsonObject first(JsonObject page) {
        return page.getJsonArray("deliveries").getJsonObject(0);
    }
}
