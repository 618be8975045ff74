package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.EventKind;
import telltale.web.http.Json;

class StatsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    /** A quarter of an hour after midnight in Kathmandu (+05:45). */
    private static final Instant EVENING = Instant.parse("2026-11-21T18:30:00Z");

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    private void judge() {
        int judged = 100;
        while (judged > 0) {
            judged = api.store.judgements().judge(100, api.verdicts::judgement);
        }
    }

    private Delivery openedAndClicked() throws Exception {
        Delivery delivery = api.accepted("spring", EVENING);
        api.seen(delivery, EventKind.OPEN, EVENING.plusSeconds(1_800), CHROME);
        api.seen(delivery, EventKind.CLICK, EVENING.plusSeconds(1_805), CHROME);
        judge();
        return delivery;
    }

    private JsonArray rows(String target) throws Exception {
        return api.json("api/v1/stats/" + target).getJsonArray("rows");
    }

    @Test
    void totalsSeparatePeopleFromMachinesAndCompareWithTheTimeBefore() throws Exception {
        openedAndClicked();
        JsonObject table =
                api.json("api/v1/stats/totals?campaign=spring&from=2026-11-22&to=2026-11-22&compare=previous");

        assertEquals("2026-11-22T00:00:00Z", table.getString("from"));
        assertEquals("2026-11-21T00:00:00Z", table.getJsonObject("previous").getString("from"));
        JsonObject row = table.getJsonArray("rows").getJsonObject(0);
        assertEquals(0, row.getInt("accepted"));
        assertEquals(1, row.getJsonObject("previous").getInt("accepted"));
        assertEquals(1, row.getJsonObject("previous").getInt("seen"));
        assertEquals(
                "{\"people\":1,\"machines\":0,\"unknown\":0,\"repeated\":0,\"unjudged\":0}",
                row.getJsonObject("previous").getJsonObject("opens").toString());
    }

    @Test
    void daysFollowTheZone() throws Exception {
        openedAndClicked();
        JsonArray utc = rows("series?from=2026-11-20&to=2026-11-22");
        JsonArray kathmandu = rows("series?from=2026-11-20&to=2026-11-22&zone=Asia%2FKathmandu");

        assertEquals(1, utc.getJsonObject(1).getInt("accepted"));
        assertEquals(1, kathmandu.getJsonObject(2).getInt("accepted"));
        assertEquals("2026-11-22T00:00:00+05:45", kathmandu.getJsonObject(2).getString("from"));
    }

    @Test
    void aDayOfTheEndOfSummerTimeHas25Hours() throws Exception {
        JsonArray rows = rows("series?granularity=hour&from=2026-10-25&to=2026-10-25&zone=Europe%2FBerlin");

        assertEquals(25, rows.size());
        assertEquals("2026-10-25T02:00:00+02:00", rows.getJsonObject(2).getString("from"));
        assertEquals("2026-10-25T02:00:00+01:00", rows.getJsonObject(3).getString("from"));
    }

    @Test
    void aHourOfTheWeekIsThatOfTheZone() throws Exception {
        openedAndClicked();
        JsonObject row = rows("hours?from=2026-11-20&to=2026-11-22&zone=Asia%2FKathmandu")
                .getJsonObject(6 * 24);

        assertEquals(7, row.getInt("weekday"));
        assertEquals(0, row.getInt("hour"));
        assertEquals(1, row.getInt("accepted"));
    }

    @Test
    void everyTableHasTheRowsOfItsKind() throws Exception {
        openedAndClicked();

        assertEquals("other", rows("providers?to=2026-11-22").getJsonObject(0).getString("provider"));
        assertEquals("Chrome", rows("clients?to=2026-11-22").getJsonObject(0).getString("client"));
        assertEquals("?", rows("links?to=2026-11-22").getJsonObject(0).getString("host"));
        assertEquals(
                "#1",
                rows("links?to=2026-11-22&campaign=spring").getJsonObject(0).getString("link"));
        JsonObject direct = rows("classes?to=2026-11-22").getJsonObject(0);
        assertEquals(
                "{\"class\":\"human-direct\",\"by\":\"people\",\"profile\":\"individual\",\"opens\":1,\"clicks\":1}",
                direct.toString());
        assertEquals(168, rows("hours?to=2026-11-22").size());
    }

    @Test
    void linksAreReadAPageAtATime() throws Exception {
        Delivery delivery = api.accepted("spring", EVENING);
        for (int i = 0; i < 3; i++) {
            api.seen(delivery, EventKind.CLICK, EVENING.plusSeconds(1_800 + 7_200L * i), CHROME);
        }
        judge();
        JsonObject page = api.json("api/v1/stats/links?campaign=spring&limit=1");

        assertEquals(1, page.getJsonArray("rows").size());
        assertEquals(
                3,
                page.getJsonArray("rows")
                        .getJsonObject(0)
                        .getJsonObject("clicks")
                        .getInt("people"));
        assertFalse(page.containsKey("next"));
        assertEquals(
                400, api.get("api/v1/stats/links?campaign=spring&cursor=none").statusCode());
    }

    @Test
    void theCampaignWithMostReadersIsFirst() throws Exception {
        openedAndClicked();
        api.accepted("autumn", EVENING);
        api.accepted("autumn", EVENING);
        judge();
        JsonArray rows = rows("campaigns?to=2026-11-22&compare=previous");

        assertEquals("spring", rows.getJsonObject(0).getString("campaign"));
        assertEquals(1, rows.getJsonObject(0).getInt("seen"));
        assertEquals(0, rows.getJsonObject(0).getJsonObject("previous").getInt("seen"));
        assertEquals(2, rows.getJsonObject(1).getInt("accepted"));
        assertEquals(0, rows("campaigns?from=2026-11-22&to=2026-11-22").size());
        assertEquals(400, api.get("api/v1/stats/campaigns?campaign=spring").statusCode());
    }

    @Test
    void campaignsAreReadAPageAtATime() throws Exception {
        api.accepted("spring", EVENING);
        api.accepted("autumn", EVENING);
        judge();
        JsonObject page = api.json("api/v1/stats/campaigns?limit=1");
        JsonObject rest = api.json("api/v1/stats/campaigns?limit=1&cursor=" + page.getString("next"));

        assertEquals("autumn", page.getJsonArray("rows").getJsonObject(0).getString("campaign"));
        assertEquals("spring", rest.getJsonArray("rows").getJsonObject(0).getString("campaign"));
        assertFalse(rest.containsKey("next"));
    }

    @Test
    void csvHasAColumnForEachMemberAndNdjsonALineForEachRow() throws Exception {
        openedAndClicked();
        HttpResponse<String> csv = get("clients?to=2026-11-22&compare=previous", "Accept", "text/csv");
        HttpResponse<String> ndjson = get("classes?to=2026-11-22", "Accept", "text/csv;q=0.5, application/x-ndjson");

        assertEquals(
                "text/csv",
                csv.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0]);
        List<String> lines = csv.body().lines().toList();
        assertEquals(
                "client,profile,seen,clicked,opens_people,opens_machines,opens_unknown,opens_repeated,opens_unjudged,"
                        + "clicks_people,clicks_machines,clicks_unknown,clicks_repeated,clicks_unjudged",
                lines.get(0).split(",previous", 2)[0]);
        assertTrue(lines.get(1).startsWith("Chrome,individual,1,1,1,0,0,0,0,1,0,0,0,0,0"), lines.get(1));
        assertEquals(9, ndjson.body().lines().count());
        ndjson.body()
                .lines()
                .forEach(line ->
                        Json.PROVIDER.createReader(new StringReader(line)).readObject());
    }

    @Test
    void aTableThatDidNotChangeIsNotSentAgain() throws Exception {
        openedAndClicked();
        String tag = get("totals", "Accept", "*/*").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> known = get("totals", "If-None-Match", "\"other\", " + tag);
        assertTrue(tag.startsWith("W/\""), tag);
        assertEquals(304, known.statusCode());
        assertEquals("", known.body());

        api.accepted("summer", EVENING);
        judge();
        assertEquals(200, get("totals", "If-None-Match", tag).statusCode());
    }

    private HttpResponse<String> get(String target, String header, String value) throws Exception {
        return api.get("api/v1/stats/" + target, "Authorization", "Bearer " + ServedApi.ADMIN_KEY, header, value);
    }

    @ParameterizedTest
    @CsvSource({
        "totals?from=2026-11-22&to=2026-11-21,to",
        "totals?from=2026-11-22T10:07:00Z,from",
        "totals?from=yesterday,from",
        "totals?from=1970-01-01,from",
        "totals?zone=Mars,zone",
        "totals?compare=next,compare",
        "totals?since=2026-11-21,since",
        "series?granularity=minute,granularity",
        "series?granularity=hour&from=2026-01-01,granularity",
        "hours?from=2025-01-01,from",
        "links?limit=0,limit"
    })
    void anInvalidFieldIsNamed(String target, String field) throws Exception {
        HttpResponse<String> refused = api.get("api/v1/stats/" + target);
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"totals", "series", "providers", "clients", "links", "classes", "hours"})
    void aCampaignThatDoesNotExistIsNotFound(String table) throws Exception {
        assertEquals(404, api.get("api/v1/stats/" + table + "?campaign=none").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"totals", "series", "providers", "clients", "links", "classes", "hours"})
    void figuresOfFewPeopleAreHiddenFromAnAnalyst(String table) throws Exception {
        openedAndClicked();
        String issued = api.postKeyed("api/v1/keys", "application/json", null, "{\"name\":\"a\",\"role\":\"analyst\"}")
                .body();
        String key = Json.PROVIDER
                .createReader(new StringReader(issued))
                .readObject()
                .getString("key");
        HttpResponse<String> shown =
                api.get("api/v1/stats/" + table + "?compare=previous", "Authorization", "Bearer " + key);

        assertEquals(200, shown.statusCode());
        assertFalse(shown.body().matches("(?s).*\"(accepted|seen|clicked|people)\":[1-9].*"), shown.body());
        boolean isByKey = Set.of("providers", "clients", "links").contains(table);
        assertEquals(!isByKey, shown.body().contains("\"hidden\":true"), shown.body());
        assertEquals(isByKey, shown.body().contains("\"rows\":[]"), "what few people use is not named");
    }
}
