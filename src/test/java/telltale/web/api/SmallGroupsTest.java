package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.EventKind;
import telltale.web.http.Json;

/** Attacks by subtraction: what an analyst can compute from many answers is about twenty people at least. */
class SmallGroupsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T20:00:00Z");
    private static final LocalDate FIRST = LocalDate.parse("2026-11-20");
    private static final int DAYS = 6;
    private static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";
    private static final List<String> ZONES =
            List.of("UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati");
    private static final List<String> TABLES =
            List.of("totals", "series", "providers", "clients", "links", "classes", "hours", "campaigns");

    private final Random random = new Random(42);

    @AutoClose
    private ServedApi api;

    private String analyst = "";

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        analyst = object(api.postKeyed("api/v1/keys", "application/json", null, "{\"name\":\"a\",\"role\":\"analyst\"}")
                        .body())
                .getString("key");
        for (int day = 0; day < 4; day++) {
            for (int i = 0; i < 47; i++) {
                mail("spring", MORNING.plus(Duration.ofDays(day)), i < 33, i < 5);
            }
            for (int i = 0; i < 5; i++) {
                mail("small", MORNING.plus(Duration.ofDays(day)), i < 3, false);
            }
        }
        judge();
    }

    /** A mail that is perhaps opened and clicked within the day, at another hour each. */
    private void mail(String campaign, Instant at, boolean isOpened, boolean isClicked) {
        Delivery delivery = api.accepted(campaign, at);
        Instant read = at.plusSeconds(3_600 + random.nextInt(40_000));
        if (isOpened) {
            api.seen(delivery, EventKind.OPEN, read, CHROME);
        }
        if (isClicked) {
            api.seen(delivery, EventKind.CLICK, read.plusSeconds(60), CHROME);
        }
    }

    private void judge() {
        int judged = 100;
        while (judged > 0) {
            judged = api.store.judgements().judge(100, api.verdicts::judgement);
        }
    }

    @Test
    void whatOnePersonDoesChangesNoAnswer() throws Exception {
        List<String> queries = queries();
        Map<String, String> before = answers(queries, analyst);
        Map<String, String> exact = answers(queries, ServedApi.ADMIN_KEY);
        mail("spring", MORNING.plusSeconds(7_200), true, true);
        mail("tiny", MORNING.plus(Duration.ofDays(2)), true, true);
        judge();

        assertEquals(before, answers(queries, analyst));
        assertNotEquals(exact, answers(queries, ServedApi.ADMIN_KEY), "others are shown it");
    }

    /** Ranges that begin and end at any quarter of an hour, in several zones, of one campaign or all, in every table and format. */
    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (String table : TABLES) {
            for (int i = 0; i < 12; i++) {
                String range = i % 2 == 0 ? days() : quarters();
                String campaign = table.equals("campaigns") || i % 3 == 0 ? "" : "&campaign=spring";
                String compare = i % 4 == 0 ? "&compare=previous" : "";
                String granularity = table.equals("series") && i % 3 == 1 ? "&granularity=hour" : "";
                queries.add("api/v1/stats/" + table + "?" + range + campaign + compare + granularity);
            }
        }
        for (int i = 0; i < 12; i++) {
            queries.add("api/v1/campaigns/spring?" + days());
            queries.add("api/v1/campaigns/small?" + days());
            queries.add("api/v1/comparison?first=spring&second=small&" + days());
        }
        return queries;
    }

    private String days() {
        int from = random.nextInt(DAYS);
        int to = from + random.nextInt(DAYS - from);
        return "from=" + FIRST.plusDays(from) + "&to=" + FIRST.plusDays(to) + "&zone="
                + ZONES.get(random.nextInt(ZONES.size()));
    }

    private String quarters() {
        Instant from = MORNING.plus(Duration.ofMinutes(15L * random.nextInt(300)));
        return "from=" + from + "&to=" + from.plus(Duration.ofMinutes(15L * (1 + random.nextInt(200)))) + "&zone="
                + ZONES.get(random.nextInt(ZONES.size()));
    }

    private Map<String, String> answers(List<String> queries, String key) throws Exception {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String query : queries) {
            answers.put(query, api.get(query, "Authorization", "Bearer " + key).body());
            if (query.contains("stats")) {
                String csv = api.get(query, "Authorization", "Bearer " + key, "Accept", "text/csv")
                        .body();
                answers.put("CSV " + query, csv);
            }
        }
        return answers;
    }

    @Test
    void theDifferenceOfTwoRangesIsAFigureOfWholeDaysOfManyPeople() throws Exception {
        for (int from = 0; from < DAYS; from++) {
            for (int to = from; to < DAYS; to++) {
                long[] days = new long[4];
                for (int day = from; day <= to; day++) {
                    add(days, figures(day, day));
                }
                long[] whole = figures(from, to);
                for (int i = 0; i < whole.length; i++) {
                    assertEquals(days[i], whole[i], "a range is the sum of its days");
                    assertEquals(0, whole[i] % SmallGroups.MIN_PEOPLE);
                }
            }
        }
        assertTrue(figures(0, DAYS - 1)[0] >= 80, "something is shown");
    }

    private static void add(long[] sum, long[] figures) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += figures[i];
        }
    }

    /** Accepted, seen, clicked, and opens by people. */
    private long[] figures(int from, int to) throws Exception {
        JsonObject row = object(api.get(
                                "api/v1/stats/totals?campaign=spring&from=" + FIRST.plusDays(from) + "&to="
                                        + FIRST.plusDays(to),
                                "Authorization",
                                "Bearer " + analyst)
                        .body())
                .getJsonArray("rows")
                .getJsonObject(0);
        return row.containsKey("hidden")
                ? new long[4]
                : new long[] {
                    row.getInt("accepted"),
                    row.getInt("seen"),
                    row.getInt("clicked"),
                    row.getJsonObject("opens").getInt("people")
                };
    }

    @Test
    void rowsDoNotRevealAGroupByTheirDifferenceFromTheTotals() throws Exception {
        String range = "?from=" + FIRST + "&to=" + FIRST.plusDays(DAYS - 1);
        for (String table : TABLES) {
            JsonArray rows = object(api.get("api/v1/stats/" + table + range, "Authorization", "Bearer " + analyst)
                            .body())
                    .getJsonArray("rows");
            rows.forEach(row -> assertMultiples(((JsonObject) row), table));
        }
        JsonObject campaign = object(api.get("api/v1/campaigns/spring" + range, "Authorization", "Bearer " + analyst)
                .body());
        assertTrue(campaign.getInt("deliveries") >= 80, campaign::toString);
        assertMultiples(campaign.getJsonObject("opens"), "campaign");
        assertEquals(0, campaign.getJsonObject("openRate").getInt("accepted") % SmallGroups.MIN_PEOPLE);
        JsonObject small = object(api.get("api/v1/campaigns/small" + range, "Authorization", "Bearer " + analyst)
                .body());
        assertTrue(small.getBoolean("hidden") && !small.containsKey("openRate"), small::toString);
    }

    private static void assertMultiples(JsonObject figures, String of) {
        figures.forEach((name, value) -> {
            if (value instanceof JsonNumber number
                    && !List.of("weekday", "hour").contains(name)) {
                assertEquals(0, number.longValueExact() % SmallGroups.MIN_PEOPLE, of + " " + name);
            } else if (value.getValueType() == JsonValue.ValueType.OBJECT) {
                assertMultiples(value.asJsonObject(), of);
            }
        });
    }

    @Test
    void theCurrentDayIsShownWhenItHasEnded() throws Exception {
        for (int i = 0; i < 25; i++) {
            mail("spring", NOW.minusSeconds(60_000), false, false);
        }
        judge();
        assertEquals(0, figures(5, 5)[0]);
        assertEquals(
                "2026-11-25T00:00:00Z",
                object(api.get(
                                        "api/v1/stats/totals?from=2026-11-25&to=2026-11-25&zone=Asia/Kathmandu",
                                        "Authorization",
                                        "Bearer " + analyst)
                                .body())
                        .getString("from"),
                "its days are those of UTC");
    }

    @Test
    void aLongRangeIsRefused() throws Exception {
        for (String target : List.of("stats/clients", "campaigns/spring")) {
            var refused = api.get(
                    "api/v1/" + target + "?from=2024-01-01&to=2026-01-01", "Authorization", "Bearer " + analyst);
            assertEquals(400, refused.statusCode());
            assertEquals("from", object(refused.body()).getString("field"));
        }
    }

    private static JsonObject object(String json) {
        return Json.PROVIDER.createReader(new StringReader(json)).readObject();
    }
}
