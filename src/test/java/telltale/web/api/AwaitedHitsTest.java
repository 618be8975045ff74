package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests that wait until earlier hits are stored. */
class AwaitedHitsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void onlyReportsOfOpensAndClicksWaitForHits() throws Exception {
        try (ServedApi api = new ServedApi(folder, NOON)) {
            for (String path : new String[] {
                "templates", "templates/starter", "outbox", "networks", "suppressions", "openapi.json", "session"
            }) {
                assertEquals(200, api.get("api/v1/" + path).statusCode(), path);
            }
            api.change("POST", "api/v1/messages", "{\"to\": \"ben@example.com\", \"html\": \"x\"}");
            api.change("POST", "api/v1/templates/starter/preview", "{\"data\": {}}");
            assertEquals(0, api.awaited.get());

            for (String path : new String[] {"deliveries", "campaigns", "recount", "rejudge"}) {
                assertEquals(200, api.get("api/v1/" + path).statusCode(), path);
            }
            api.change("POST", "api/v1/persons/export", "{\"address\": \"ann@example.com\"}");
            assertEquals(5, api.awaited.get());
        }
    }
}
