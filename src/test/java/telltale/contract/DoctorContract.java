package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import telltale.contract.RawHttpClient.Answer;

/** Tests that the self-test runs in the server: its checks use the server's threads, class loaders and naming service. */
interface DoctorContract {
    String FORM = "application/x-www-form-urlencoded";

    Application application();

    @Test
    default void theSetupIsExamined() throws Exception {
        Answer answer =
                application().http().get("/app/api/v1/doctor", application().adminKey());
        assertEquals(200, answer.status(), answer::toString);
        List<String> found = answer.json().getJsonArray("findings").getValuesAs(JsonObject.class).stream()
                .map(finding -> finding.getString("id"))
                .toList();
        assertTrue(found.contains("database-ok"), found::toString);
        assertTrue(found.stream().anyMatch(id -> id.startsWith("smtp-")), found::toString);
        assertFalse(found.contains("check-failed"), found::toString);
    }

    @Test
    default void fetchesOfATestAreRecordedAndNotCounted() throws Exception {
        Answer started = application()
                .http()
                .post("/app/api/v1/doctor/tests", FORM, "", application().adminKey());
        assertEquals(202, started.status(), started::toString);
        String path = "/app/api/v1/doctor/tests/" + started.json().getString("id");
        JsonObject report = started.json();
        while (report.isNull("endedAt")) {
            LockSupport.parkNanos(50_000_000);
            report = application().http().get(path, application().adminKey()).json();
        }
        assertTrue(report.toString().contains("fetch-recorded"), report::toString);
        assertFalse(report.toString().contains("check-failed"), report::toString);
    }
}
