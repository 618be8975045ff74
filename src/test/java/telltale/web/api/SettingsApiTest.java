package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsApiTest {
    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T20:00:00Z"));
    }

    @Test
    void theSettingsAreListedByName() throws Exception {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = api.json("api/v1/settings?limit=20" + cursor);
            page.getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                    .map(setting -> setting.getString("name"))
                    .forEach(names::add);
            cursor = page.isNull("next") ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());

        assertEquals(names.stream().sorted().distinct().toList(), names);
        assertTrue(names.containsAll(List.of("EMAIL_PASS", "TELLTALE_HOME", "TELLTALE_URL")), names::toString);
    }

    @Test
    void aSettingHasItsSourceAndWhatIsExpected() throws Exception {
        JsonObject port =
                api.json("api/v1/settings?limit=200").getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                        .filter(setting -> setting.getString("name").equals("TELLTALE_PORT"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                "{\"name\":\"TELLTALE_PORT\",\"value\":\"8080\",\"source\":\"default\",\"isDefault\":true,\"isSecret\":false,"
                        + "\"expected\":\"a port number from 0 to 65535, such as 8080; 0 takes any free one\"}",
                port.toString());
    }
}
