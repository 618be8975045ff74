package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that lack what one of several databases stores. */
class IncompleteAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        var unused = api.accepted("spring", NOW.minusSeconds(60));
    }

    private void lack(Integer... shards) {
        api.shards.missing = new TreeSet<>(List.of(shards));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api/v1/campaigns",
                "api/v1/campaigns?name=spring",
                "api/v1/campaigns?fields=name",
                "api/v1/stats/totals",
                "api/v1/stats/totals?fields=rows",
                "api/v1/deliveries",
                "api/v1/events",
                "api/v1/inbound"
            })
    void listsAndNumbersNameTheShardsThatTheyLack(String target) throws Exception {
        JsonObject complete = api.json(target);
        assertFalse(complete.containsKey("incomplete"));
        lack(3, 7);
        JsonObject incomplete = api.json(target);
        assertEquals("[3,7]", incomplete.getJsonArray("incomplete").toString());
        assertEquals(complete.keySet().size() + 1, incomplete.keySet().size());
    }

    @Test
    void theTagOfATableDependsOnWhatItLacks() throws Exception {
        String tag = api.get("api/v1/stats/totals").headers().firstValue("ETag").orElseThrow();
        lack(3);
        HttpResponse<String> answer =
                api.get("api/v1/stats/totals", "If-None-Match", tag, "Authorization", "Bearer " + ServedApi.ADMIN_KEY);
        assertEquals(200, answer.statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "application/x-ndjson"})
    void aTableThatCannotSaySoIsRefused(String type) throws Exception {
        lack(3);
        HttpResponse<String> answer =
                api.get("api/v1/stats/series", "Accept", type, "Authorization", "Bearer " + ServedApi.ADMIN_KEY);
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("Shard 3 is not responding"), answer::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"api/v1/deliveries", "api/v1/events", "api/v1/inbound"})
    void anExportEndsWithAnError(String target) {
        lack(3);
        assertThrows(IOException.class, () -> {
            HttpResponse<String> answer =
                    api.get(target, "Accept", "text/csv", "Authorization", "Bearer " + ServedApi.ADMIN_KEY);
            if (answer.statusCode() == 503) {
                throw new IOException(answer.body());
            }
        });
    }
}
