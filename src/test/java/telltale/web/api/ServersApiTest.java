package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersApiTest {
    @TempDir
    Path home;

    @Test
    void eachServerIsListedOnceWithItsStateAndItsLimits() throws Exception {
        try (ServedApi api = new ServedApi(home, Instant.parse("2026-11-22T20:00:00Z"))) {
            JsonObject first = api.json("api/v1/servers?limit=1");
            assertEquals("main", first.getString("next"));
            JsonObject second = api.json("api/v1/servers?limit=1&cursor=main");
            assertTrue(second.isNull("next"));

            JsonObject main = first.getJsonArray("servers").getJsonObject(0);
            assertEquals("main", main.getString("name"));
            assertEquals("main.example.com:587", main.getString("address"));
            assertEquals("up", main.getString("state"));
            assertTrue(main.isNull("since") && main.isNull("probeAt") && main.isNull("detail"));
            assertEquals(2, main.getInt("weight"));
            assertEquals("example.com", main.getJsonArray("senders").getString(0));
            assertEquals("news-*", main.getJsonArray("campaigns").getString(0));
            assertEquals(4, main.getInt("connections"));
            assertEquals(10, main.getInt("perSecond"));
            assertEquals(100, main.getInt("perDay"));
            assertEquals(0, main.getInt("usedToday"));
            assertEquals(0, main.getInt("waiting"));
            assertEquals(
                    "relay", second.getJsonArray("servers").getJsonObject(0).getString("name"));
        }
    }
}
