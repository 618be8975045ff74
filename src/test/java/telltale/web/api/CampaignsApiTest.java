package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.store.AttemptResult;
import telltale.web.http.Json;

class CampaignsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    /** A quarter of an hour after midnight in Kathmandu (+05:45). */
    private static final Instant EVENING = Instant.parse("2026-11-21T18:30:00Z");

    private static final String NO_CLICKS = ",\"clicks\":" + opens(0, 0);

    private static final String NONE_CAME_BACK = ",\"bounced\":0,\"complained\":0";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    @Test
    void daysFollowTheReadersTimeZone() throws Exception {
        Delivery delivery = api.accepted("spring", EVENING.minusSeconds(3600));
        api.opened(delivery, EVENING.minusSeconds(1800));
        api.opened(delivery, EVENING);

        assertEquals(2, opensOn(1, api.json("api/v1/campaigns?name=spring&from=2026-11-20&to=2026-11-22")));
        JsonObject kathmandu =
                api.json("api/v1/campaigns?name=spring&from=2026-11-20&to=2026-11-22&zone=Asia%2FKathmandu");
        assertEquals(1, opensOn(1, kathmandu));
        assertEquals(1, opensOn(2, kathmandu));
    }

    @Test
    void aCampaignHasTotalsAndEveryDayOfTheRange() throws Exception {
        Delivery one = api.accepted("spring", EVENING);
        api.accepted("spring", EVENING);
        api.opened(one, EVENING.plusSeconds(60));
        api.opened(one, EVENING.plusSeconds(120));

        JsonObject campaign = api.json("api/v1/campaigns/spring?from=2026-11-21&to=2026-11-22");
        assertEquals(
                "{\"zone\":\"UTC\",\"from\":\"2026-11-21\",\"to\":\"2026-11-22\",\"name\":\"spring\",\"deliveries\":2,"
                        + "\"accepted\":2,\"delivered\":2" + NONE_CAME_BACK + ",\"opens\":" + opens(2, 1) + NO_CLICKS
                        + ",\"held\":null,\"privacy\":[\"individual\"],\"profile\":\"individual\",\"failures\":{},\"unjudged\":2,\"days\":["
                        + "{\"day\":\"2026-11-21\",\"deliveries\":2,\"accepted\":2,\"delivered\":2" + NONE_CAME_BACK
                        + ",\"opens\":" + opens(2, 1) + NO_CLICKS
                        + "},"
                        + "{\"day\":\"2026-11-22\",\"deliveries\":0,\"accepted\":0,\"delivered\":0" + NONE_CAME_BACK
                        + ",\"opens\":" + opens(0, 0) + NO_CLICKS
                        + "}]}",
                without("openRate", campaign).toString());
    }

    @Test
    void aDayWithAClockChangeHasItsOwnLength() throws Exception {
        // Lisbon set its clocks back on this day, which has 25 hours.
        Delivery delivery = api.accepted("spring", Instant.parse("2026-10-24T22:59:00Z"));
        api.opened(delivery, Instant.parse("2026-10-24T23:00:00Z"));
        api.opened(delivery, Instant.parse("2026-10-25T23:59:00Z"));
        api.opened(delivery, Instant.parse("2026-10-26T00:00:00Z"));

        JsonObject day = api.json("api/v1/campaigns?name=spring&from=2026-10-25&to=2026-10-25&zone=Europe%2FLisbon");

        assertEquals(2, opensOn(0, day));
        assertEquals(0, day.getInt("deliveries"));
    }

    @Test
    void theDefaultRangeIsTheLastThirtyDays() throws Exception {
        JsonObject utc = api.json("api/v1/campaigns");
        JsonObject auckland = api.json("api/v1/campaigns?zone=Pacific%2FAuckland");

        assertEquals("2026-10-24 2026-11-22", utc.getString("from") + " " + utc.getString("to"));
        assertEquals("2026-10-25 2026-11-23", auckland.getString("from") + " " + auckland.getString("to"));
    }

    @Test
    void campaignsAreListedInPagesNewestFirst() throws Exception {
        api.accepted("first", EVENING);
        api.accepted("second", EVENING);
        api.opened(api.accepted("third", EVENING), EVENING);
        api.accepted(null, EVENING);

        JsonObject page = api.json("api/v1/campaigns?limit=2");
        JsonObject rest = api.json("api/v1/campaigns?limit=2&cursor=" + page.getString("next"));

        assertEquals(
                "[{\"name\":\"third\",\"deliveries\":1,\"accepted\":1,\"delivered\":1" + NONE_CAME_BACK + ",\"opens\":"
                        + opens(1, 1) + NO_CLICKS
                        + ",\"held\":null,\"privacy\":[\"individual\"],\"profile\":\"individual\"},"
                        + "{\"name\":\"second\",\"deliveries\":1,\"accepted\":1,\"delivered\":1" + NONE_CAME_BACK
                        + ",\"opens\":" + opens(0, 0) + NO_CLICKS
                        + ",\"held\":null,\"privacy\":[\"individual\"],\"profile\":\"individual\"}]",
                page.getJsonArray("campaigns").stream()
                        .map(campaign -> without("openRate", campaign.asJsonObject()))
                        .toList()
                        .toString()
                        .replace("}, {", "},{"));
        assertEquals(1, rest.getJsonArray("campaigns").size());
        assertTrue(rest.isNull("next"), rest::toString);
    }

    @Test
    void namesAreListedInPagesWithoutFigures() throws Exception {
        for (String name : List.of("first", "second", "third")) {
            api.accepted(name, EVENING);
        }

        JsonObject page = api.json("api/v1/campaigns?fields=name&limit=2");
        JsonObject rest = api.json("api/v1/campaigns?fields=name&limit=2&cursor=" + page.getString("next"));

        assertEquals(
                "{\"campaigns\":[{\"name\":\"third\"},{\"name\":\"second\"}],\"next\":\"second\"}", page.toString());
        assertEquals("{\"campaigns\":[{\"name\":\"first\"}],\"next\":null}", rest.toString());
        assertEquals(200, api.get("api/v1/campaigns?fields=name,opens").statusCode());
    }

    @Test
    void namesAreFoundByAPart() throws Exception {
        for (String name : List.of("Spring 100%", "spring_news", "Été", "autumn!")) {
            api.accepted(name, EVENING);
        }

        assertEquals(List.of("spring_news", "Spring 100%"), found("SPRING"));
        assertEquals(List.of("Spring 100%"), found("0%"));
        assertEquals(List.of("spring_news"), found("g_n"));
        assertEquals(List.of("autumn!"), found("!"));
        assertEquals(List.of("Été"), found("Ét"));
        assertEquals(List.of(), found("winter"));
        assertEquals(400, api.get("api/v1/campaigns?q=" + "w".repeat(201)).statusCode());
        assertEquals(400, api.get("api/v1/campaigns?name=a&q=b").statusCode());
    }

    /** The names of the campaigns that contain a text, in both ways to list them. */
    private List<String> found(String part) throws Exception {
        List<String> names = names("api/v1/campaigns?fields=name&q=" + escaped(part));
        assertEquals(names, names("api/v1/campaigns?q=" + escaped(part)));
        return names;
    }

    private List<String> names(String path) throws Exception {
        return api.json(path).getJsonArray("campaigns").stream()
                .map(campaign -> campaign.asJsonObject().getString("name"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "Grüße ☂", "100% + more", "..", "a\\b", "a;b=c", "?x=1&y#z", "name", "/"})
    void everyNameIsFoundByQuery(String name) throws Exception {
        api.accepted(name, EVENING);

        JsonObject found = api.json("api/v1/campaigns?name=" + escaped(name));

        assertEquals(name, found.getString("name"));
        assertEquals(1, found.getInt("deliveries"));
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "Grüße ☂, Gr%C3%BC%C3%9Fe%20%E2%98%82", "100% + more, 100%25%20+%20more"})
    void mostNamesAreFoundByPath(String name, String path) throws Exception {
        api.accepted(name, EVENING);

        assertEquals(name, api.json("api/v1/campaigns/" + path + "?zone=UTC").getString("name"));
    }

    @Test
    void anUnknownCampaignIsNotFound() throws Exception {
        assertEquals(404, api.get("api/v1/campaigns?name=nonsense").statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "zone, zone=Mars%2FBase",
        "zone, zone=%2B05:17",
        "from, from=yesterday",
        "from, from=2026-02-30",
        "to, to=2026-11-31",
        "to, to=%2B12026-11-22",
        "to, from=2026-11-22&to=2026-11-21",
        "from, from=2026-11-23",
        "from, from=2021-11-22&to=2026-11-22",
        "limit, limit=0",
        "limit, name=x&limit=5",
        "colour, colour=red"
    })
    void anInvalidQueryIsRejectedNamingItsField(String field, String query) throws Exception {
        HttpResponse<String> answer = api.get("api/v1/campaigns?" + query);

        assertEquals(400, answer.statusCode(), answer::body);
        assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer::body);
    }

    @Test
    void aRangeOfFiveYearsIsValid() throws Exception {
        api.accepted("spring", EVENING);

        assertEquals(
                List.of(1826, 1),
                List.of(
                        api.json("api/v1/campaigns?name=spring&from=2021-11-23&to=2026-11-22")
                                .getJsonArray("days")
                                .size(),
                        api.json("api/v1/campaigns?name=spring&from=2026-11-22&to=2026-11-22")
                                .getJsonArray("days")
                                .size()));
    }

    @Test
    void aHeldCampaignSaysSoAndIsResumed() throws Exception {
        assertEquals(
                404, api.change("POST", "api/v1/campaigns/spring/resume", "{}").statusCode());
        refuse("spring", 2);
        assertEquals(
                409, api.change("POST", "api/v1/campaigns/spring/resume", "{}").statusCode());
        api.store.campaignHolds().holdWhereFailing(0.05, 2, NOW);

        String held = "{\"at\":\"2026-11-22T20:00:00.000Z\",\"failures\":2,\"attempts\":2}";
        assertEquals(
                held,
                api.json("api/v1/campaigns")
                        .getJsonArray("campaigns")
                        .getJsonObject(0)
                        .getJsonObject("held")
                        .toString());
        JsonObject campaign = api.json("api/v1/campaigns/spring");
        assertEquals(held, campaign.getJsonObject("held").toString());
        assertEquals("{\"mailbox-gone\":2}", campaign.getJsonObject("failures").toString());

        HttpResponse<String> resumed = api.change("POST", "api/v1/campaigns/spring/resume", "{}");
        assertEquals(200, resumed.statusCode(), resumed::body);
        assertTrue(resumed.body().contains("\"held\":null"), resumed::body);
        HttpResponse<String> again = api.change("POST", "api/v1/campaigns/spring/resume", "{}");
        assertEquals(409, again.statusCode());
        assertTrue(again.body().contains("campaign-not-held"), again::body);
    }

    private void refuse(String campaign, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            HttpResponse<String> queued = api.change("POST", "api/v1/messages", """
                    {"subject": "Hi", "campaign": "%s", "text": "Hi", "to": "r%d@example.com"}""".formatted(campaign, i));
            assertEquals(202, queued.statusCode(), queued::body);
        }
        List<AttemptResult> results = api.store.outbox().claim(NOW, count).stream()
                .map(mail -> new AttemptResult(
                                mail.id(), mail.attempt(), DeliveryState.REFUSED, NOW, "550 5.1.1", "5.1.1", null)
                        .failed(FailureReason.MAILBOX_GONE, null))
                .toList();
        assertEquals(List.of(), api.store.outbox().recordResults(results));
    }

    private static int opensOn(int place, JsonObject campaign) {
        return campaign.getJsonArray("days")
                .getJsonObject(place)
                .getJsonObject("opens")
                .getInt("total");
    }

    private static String opens(int total, int unique) {
        return "{\"total\":%d,\"unique\":%d}".formatted(total, unique);
    }

    private static JsonObject without(String member, JsonObject object) {
        return Json.PROVIDER.createObjectBuilder(object).remove(member).build();
    }

    private static String escaped(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
