package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import telltale.model.EventKind;

class NetworksApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final String RELAY = "version: 2026-11\nnetwork: apple-relay\n198.51.100.0/24,GB,GB-EN,London,\n";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    @Test
    void anAdoptedListIsShownAndRemoved() throws Exception {
        HttpResponse<String> adopted = put("relay", RELAY);
        String relay = "{\"name\":\"relay\",\"version\":\"2026-11\",\"network\":\"apple-relay\",\"ranges\":1,"
                + "\"adoptedAt\":\"2026-11-22T20:00:00.000Z\"}";
        assertEquals(200, adopted.statusCode(), adopted::body);
        assertEquals(relay, adopted.body());
        assertEquals(RELAY, api.get("api/v1/networks/relay").body());
        assertTrue(api.get("api/v1/networks").body().contains(relay));
        assertEquals(204, api.change("DELETE", "api/v1/networks/relay", "").statusCode());
        assertEquals(404, api.change("DELETE", "api/v1/networks/relay", "").statusCode());
        assertEquals(404, api.get("api/v1/networks/relay").statusCode());
    }

    @Test
    void anInvalidLineIsReported() throws Exception {
        HttpResponse<String> refused = put("relay", RELAY + "198.51.100.7/24\n");
        assertEquals(400, refused.statusCode());
        assertTrue(
                refused.body()
                        .contains("\"detail\":\"relay, line 4: \\\"198.51.100.7/24\\\" is not an address range such as"
                                + " 192.0.2.0/24 or 2001:db8::/32\""),
                refused::body);
        assertTrue(refused.body().contains("\"line\":\"4\""), refused::body);
        assertEquals(404, api.get("api/v1/networks/relay").statusCode());
    }

    @Test
    void aNameIsShortAndRestrictedInCharacters() throws Exception {
        assertEquals(400, put("Relay!", RELAY).statusCode());
        assertEquals(405, api.change("PUT", "api/v1/networks", RELAY).statusCode());
    }

    @Test
    void aBinaryListIsRejected() throws Exception {
        assertEquals(400, put("relay", "").statusCode());
        assertEquals(400, put("relay", "{\"version\": 1}").statusCode());
    }

    @Test
    void onlyTheAdminKeyMayAdopt() throws Exception {
        HttpResponse<String> refused = api.get("api/v1/networks", "Authorization", "Bearer " + ServedApi.TRACK_KEY);
        assertEquals(403, refused.statusCode());
    }

    @Test
    void verdictsRecordTheListVersionsAndRejudgingUpdatesThem() throws Exception {
        Delivery delivery = api.accepted("spring", NOW.minusSeconds(7200));
        api.seen(delivery, EventKind.OPEN, NOW.minusSeconds(3600), "Mozilla/5.0");
        api.judge();
        String before = api.verdicts.rulesetVersion();
        put("relay", RELAY);
        String after = api.verdicts.rulesetVersion();
        assertTrue(after.startsWith(before + "+networks-"), after);

        JsonObject difference = api.json("api/v1/rejudge");
        assertEquals(after, difference.getString("ruleset"));
        assertEquals(1, difference.getInt("deliveries"));
        api.change("POST", "api/v1/rejudge", "");
        api.judge();
        assertEquals(0, api.json("api/v1/rejudge").getInt("deliveries"));
        JsonObject event = api.json("api/v1/deliveries/" + delivery.id())
                .getJsonArray("events")
                .getJsonObject(0);
        assertEquals(after, event.getString("ruleset"));
    }

    private HttpResponse<String> put(String name, String text) throws Exception {
        return api.change("PUT", "api/v1/networks/" + name, text);
    }
}
