package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;

class DeletionsApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    @Test
    void whatWasDeletedByAgeIsCounted() throws Exception {
        assertEquals(
                "{\"deletions\":[],\"next\":null}", api.get("api/v1/deletions").body());
        Delivery delivery = api.accepted("spring", NOW);
        api.opened(delivery, NOW.plusSeconds(10));
        api.opened(delivery, NOW.plusSeconds(20));
        while (!api.store.deleteEventsBefore(NOW.plusSeconds(30)).done()) {
            // The next step goes on.
        }
        String listed = api.get("api/v1/deletions?limit=1").body();

        assertTrue(listed.contains("\"rows\":{\"events\":2}"), listed);
        assertTrue(listed.endsWith("\"next\":null}"), listed);
        String day = api.json("api/v1/deletions")
                .getJsonArray("deletions")
                .getJsonObject(0)
                .getString("day");
        assertEquals(
                "{\"deletions\":[],\"next\":null}",
                api.get("api/v1/deletions?cursor=" + day).body());
        assertEquals(400, api.get("api/v1/deletions?cursor=yesterday").statusCode());
    }
}
