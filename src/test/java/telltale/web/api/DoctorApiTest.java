package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.doctor.Check;
import telltale.doctor.spf.SpfFinding;

class DoctorApiTest {
    private static final String PATH = "api/v1/doctor";

    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-12-01T12:00:00Z"));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void findingsSayWhatToDo() throws Exception {
        String hostile = "v=spf1 <script>\u202E\u0000";
        api.checks = List.of(new Check("spf", () -> List.of(SpfFinding.SPF_MISSING.of("example.com", hostile))));
        JsonObject report = api.json(PATH);
        JsonObject finding = report.getJsonArray("findings").getJsonObject(0);
        assertEquals("error", report.getString("level"));
        assertEquals("spf-missing", finding.getString("id"));
        assertEquals("v=spf1 <script>??", finding.getString("seen"));
        assertEquals("docs/DOCTOR.md#spf", finding.getString("documentation"));
        assertTrue(finding.getString("remedy").startsWith("Publish"));
        JsonObject spf = report.getJsonArray("requirements").getJsonObject(0);
        assertEquals("no", spf.getString("answer"));
        assertEquals("spf-missing", spf.getString("reason"));
    }

    @Test
    void eachRequestChecksAnew() throws Exception {
        api.checks = List.of(new Check("spf", () -> List.of(SpfFinding.SPF_OK.of("example.com", ""))));
        assertEquals("ok", api.json(PATH).getString("level"));
        api.checks = List.of(new Check("spf", () -> List.of(SpfFinding.SPF_PTR.of("example.com", ""))));
        assertEquals("warning", api.json(PATH).getString("level"));
    }
}
