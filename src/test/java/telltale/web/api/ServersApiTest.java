package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.Lane;
import telltale.store.Pace;

class ServersApiTest {
    @TempDir
    Path home;

    @Test
    void eachServerIsListedOnceWithItsStateAndItsLimits() throws Exception {
        try (ServedApi api = new ServedApi(home, Instant.parse("2026-11-22T20:00:00Z"))) {
            Instant until = Instant.parse("2026-11-22T20:01:00Z");
            Lane lane = new Lane("main", "google");
            Pace pace = new Pace(
                    lane,
                    3_600,
                    7_200,
                    Duration.ofMinutes(2),
                    until,
                    until,
                    until,
                    until.minusSeconds(60),
                    "421 4.7.28 slow down");
            api.store.paces().change(lane, before -> Optional.of(pace));
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
            JsonObject provider = main.getJsonArray("providers").getJsonObject(0);
            assertEquals("google", provider.getString("provider"));
            assertEquals(3_600, provider.getInt("perHour"));
            assertEquals("2026-11-22T20:01:00.000Z", provider.getString("heldUntil"));
            assertEquals("2026-11-22T20:00:00.000Z", provider.getString("throttledAt"));
            assertEquals("421 4.7.28 slow down", provider.getString("reply"));
            JsonObject relay = second.getJsonArray("servers").getJsonObject(0);
            assertTrue(relay.getJsonArray("providers").isEmpty());
            assertEquals("relay", relay.getString("name"));
        }
    }
}
