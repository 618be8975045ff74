package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.Event;
import telltale.model.EventKind;

class EventsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final Instant SENT = NOW.minusSeconds(7200);
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

    @AutoClose
    private ServedApi api;

    private Delivery spring;
    private Delivery other;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        spring = api.accepted("spring", SENT);
        other = api.accepted(null, SENT);
    }

    @Test
    void anEventIsListedWithItsVerdictAndWithoutAnAddress() throws Exception {
        Event click = api.seen(spring, EventKind.CLICK, SENT.plusSeconds(3600), CHROME);

        JsonObject page = api.json("api/v1/events");

        JsonObject event = page.getJsonArray("events").getJsonObject(0);
        assertEquals(click.id().toString(), event.getString("id"));
        assertEquals("2026-11-22T19:00:00.000Z", event.getString("at"));
        assertEquals("click", event.getString("kind"));
        assertEquals(spring.id().toString(), event.getString("delivery"));
        assertEquals("spring", event.getString("campaign"));
        assertEquals("a***@example.com", event.getString("recipient"));
        assertEquals(1, event.getInt("link"));
        assertEquals("unknown", event.getString("network"));
        assertEquals(
                "{\"family\":\"Chrome\",\"device\":\"desktop\"}",
                event.getJsonObject("client").toString());
        JsonObject verdict = event.getJsonObject("verdict");
        assertEquals("human-direct", verdict.getString("class"));
        assertTrue(verdict.getJsonArray("reasons").getString(0).endsWith("."), verdict::toString);
        assertEquals(api.verdicts.rulesetVersion(), verdict.getString("ruleset"));
        assertTrue(page.isNull("next"));
        assertFalse(page.toString().contains("ann@"));
    }

    @Test
    void pagesShowEachEventOnce() throws Exception {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.add(
                    0,
                    api.seen(spring, EventKind.OPEN, SENT.plusSeconds(i), CHROME)
                            .id()
                            .toString());
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = api.json("api/v1/events?limit=2&cursor=" + cursor);
            page.getJsonArray("events")
                    .forEach(event -> seen.add(event.asJsonObject().getString("id")));
            cursor = page.isNull("next") ? "" : page.getString("next");
        } while (!cursor.isEmpty());
        assertEquals(newestFirst, seen);
    }

    @Test
    void eventsAreFilteredByClass() throws Exception {
        for (int i = 0; i < 30; i++) {
            api.seen(other, EventKind.OPEN, SENT.plusSeconds(600 + i), "curl/8.4.0");
        }
        String person = api.seen(spring, EventKind.CLICK, SENT.plusSeconds(3600), CHROME)
                .id()
                .toString();

        assertEquals(List.of(person), ids("class=people&limit=10&order=oldest"));
        assertEquals(List.of(person), ids("class=human-direct"));
        assertEquals(30, ids("class=machines").size());
        assertEquals(List.of(person), ids("campaign=spring"));
        assertEquals(List.of(person), ids("kind=click"));
        assertEquals(List.of(person), ids("delivery=" + spring.id()));
        assertEquals(List.of(person), ids("from=2026-11-22T19:00:00%2B00:00"));
        assertEquals(30, ids("to=2026-11-22T19:00:00Z").size());
    }

    private List<String> ids(String query) throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = api.json("api/v1/events?" + query + "&cursor=" + cursor);
            page.getJsonArray("events")
                    .forEach(event -> ids.add(event.asJsonObject().getString("id")));
            cursor = page.isNull("next") ? "" : page.getString("next");
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void anInvalidQueryIsRefusedWithTheField() throws Exception {
        for (String query : List.of(
                "from=yesterday",
                "to=1969-01-01T00:00:00Z",
                "kind=view",
                "class=friend",
                "order=up",
                "cursor=1",
                "limit=201",
                "delivery=1",
                "colour=red",
                "from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z")) {
            HttpResponse<String> answer = api.get("api/v1/events?" + query);
            assertEquals(400, answer.statusCode(), query);
            assertTrue(answer.body().contains("\"field\""), answer::body);
        }
    }

    @Test
    void anExportHasAllEventsOfItsRange() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            api.seen(i < 600 ? spring : other, EventKind.OPEN, SENT.plusSeconds(i), CHROME);
        }
        HttpResponse<String> lines = export("application/x-ndjson", "order=oldest");
        assertEquals(1_200, lines.body().lines().count());
        assertTrue(lines.body().startsWith("{\"id\":\""), lines::body);
        assertEquals(
                "application/x-ndjson",
                lines.headers().firstValue("Content-Type").orElse(""));

        HttpResponse<String> csv = export("text/csv", "campaign=spring");
        assertEquals(601, csv.body().lines().count());
        assertTrue(csv.body().startsWith("id,at,kind,delivery,campaign,"), csv::body);
        assertEquals(0, export("application/x-ndjson", "campaign=none").body().length());
        assertEquals(400, export("text/csv", "limit=5").statusCode());
    }

    private HttpResponse<String> export(String type, String query) throws Exception {
        return api.get("api/v1/events?" + query, "Accept", type, "Authorization", "Bearer " + ServedApi.ADMIN_KEY);
    }
}
