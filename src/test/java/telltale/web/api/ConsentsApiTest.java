package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.EmailAddress;
import telltale.web.http.StrictJson;

class ConsentsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String JSON = "application/json";
    private static final String CONSENTS = "api/v1/consents";
    private static final String PROOF =
            ",\"wording\":\"2026-03\",\"channel\":\"sign-up form\",\"evidence\":\"order 17\"}";
    private static final String GIVEN =
            "{\"address\":\"ann@example.com\",\"purpose\":\"open-measurement\",\"decision\":\"given\"" + PROOF;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void aDecisionIsRecordedOnceAndListedMasked() throws Exception {
        assertEquals(201, record(GIVEN).statusCode());
        assertEquals(200, record(GIVEN).statusCode());
        JsonArray listed = api.json(CONSENTS).getJsonArray("consents");
        assertEquals(1, listed.size());
        JsonObject entry = listed.getJsonObject(0);
        assertEquals("a***@example.com", entry.getString("address"));
        assertEquals("given", entry.getString("decision"));
        assertEquals("order 17", entry.getString("evidence"));
        assertEquals("2026-11-22T12:00:00.000Z", entry.getString("at"));
        assertEquals("home-key", entry.getJsonObject("recordedBy").getString("kind"));
        assertEquals(listed, api.json(CONSENTS + "?address=Ann@example.com").getJsonArray("consents"));
        assertEquals(
                0,
                api.json(CONSENTS + "?address=b@example.com")
                        .getJsonArray("consents")
                        .size());
    }

    @Test
    void theListHasPages() throws Exception {
        for (String purpose : List.of("open-measurement", "click-measurement", "personalization")) {
            assertEquals(201, record(decision(purpose, "refused", null)).statusCode());
        }
        JsonObject first = api.json(CONSENTS + "?limit=2");
        assertEquals(2, first.getJsonArray("consents").size());
        JsonObject second = api.json(CONSENTS + "?limit=2&cursor=" + first.getString("next"));
        assertEquals(1, second.getJsonArray("consents").size());
        assertTrue(second.isNull("next"));
        assertEquals(400, api.get(CONSENTS + "?cursor=x").statusCode());
    }

    @Test
    void aPersonIsAskedAgainAfterSixMonths() throws Exception {
        record(decision("open-measurement", "refused", "2026-05-22T12:00:00.001Z"));
        record(decision("click-measurement", "withdrawn", "2026-05-22T12:00:00Z"));
        record(GIVEN.replace("open-measurement", "hygiene"));
        HttpResponse<String> answer =
                api.sendBody("POST", CONSENTS + "/current", JSON, "{\"address\":\"ann@example.com\"}");
        assertEquals(200, answer.statusCode());
        JsonArray purposes = object(answer).getJsonArray("purposes");
        assertPurpose(purposes, 0, "refused", false, "2026-11-22T12:00:00.001Z");
        assertPurpose(purposes, 1, "withdrawn", true, "2026-11-22T12:00:00.000Z");
        assertTrue(purposes.getJsonObject(2).isNull("decision"));
        assertTrue(purposes.getJsonObject(2).getBoolean("mayAsk"));
        assertEquals("given", purposes.getJsonObject(3).getString("decision"));
        assertFalse(purposes.getJsonObject(3).getBoolean("mayAsk"));
    }

    private static void assertPurpose(JsonArray purposes, int index, String decision, boolean mayAsk, String askFrom) {
        JsonObject purpose = purposes.getJsonObject(index);
        assertEquals(decision, purpose.getString("decision"));
        assertEquals(mayAsk, purpose.getBoolean("mayAsk"));
        assertEquals(askFrom, purpose.getString("askFrom"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "purpose | \"purpose\":\"opens\",\"decision\":\"given\"",
                "decision | \"purpose\":\"hygiene\"",
                "wording | \"purpose\":\"hygiene\",\"decision\":\"given\"",
                "channel | \"purpose\":\"hygiene\",\"decision\":\"given\",\"wording\":\"1\"",
                "evidence | \"purpose\":\"hygiene\",\"decision\":\"given\",\"wording\":\"1\",\"channel\":\"x\"",
                "at | \"purpose\":\"hygiene\",\"decision\":\"refused\",\"at\":\"2026-11-22T12:02:00Z\"",
                "at | \"purpose\":\"hygiene\",\"decision\":\"refused\",\"at\":\"yesterday\"",
                "at | \"purpose\":\"hygiene\",\"decision\":\"refused\",\"at\":\"1970-01-01T00:00:00Z\"",
                "evidence | \"purpose\":\"hygiene\",\"decision\":\"refused\",\"evidence\":\"two\\nlines\"",
            })
    void anInvalidDecisionIsRefusedByItsField(String field, String fields) throws Exception {
        HttpResponse<String> refused = record("{\"address\":\"ann@example.com\"," + fields + "}");
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(field, object(refused).getString("field"));
        assertEquals(0, api.json(CONSENTS).getJsonArray("consents").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/x-ndjson | {\"address\":\"ann@example.com\",\"purpose\":\"open-measurement\",\"decision\":\"given\",\"at\":\"2026-01-02T03:04:05Z\",\"wording\":\"1\",\"channel\":\"form\",\"evidence\":\"row 1\"}\\n",
                "text/csv | ann@example.com,open-measurement,given,2026-01-02T03:04:05Z,1,form,row 1\\n",
                "text/csv | email;proof;decided_at;purpose;decision;wording;source\\nann@example.com;row 1;2026-01-02T03:04:05Z;open-measurement;given;1;form\\n",
            })
    void decisionsAreImportedWithTheirProof(String type, String list) throws Exception {
        String body = list.translateEscapes();
        HttpResponse<String> imported = api.sendBody("POST", CONSENTS + "/import", type, body);
        assertEquals(200, imported.statusCode(), imported.body());
        assertEquals(1, object(imported).getInt("added"));
        assertEquals(
                1,
                object(api.sendBody("POST", CONSENTS + "/import", type, body)).getInt("unchanged"));
        JsonObject entry = api.json(CONSENTS).getJsonArray("consents").getJsonObject(0);
        assertEquals("2026-01-02T03:04:05.000Z", entry.getString("at"));
        assertEquals("row 1", entry.getString("evidence"));
        assertEquals("form", entry.getString("channel"));
    }

    @Test
    void anImportWithoutATimeOrProofImportsNothing() throws Exception {
        String valid = "ann@example.com,hygiene,refused,2026-01-02T03:04:05Z\n";
        for (String line :
                List.of("ann@example.com,hygiene,refused", "ann@example.com,hygiene,given,2026-01-02T03:04:05Z")) {
            HttpResponse<String> refused = api.sendBody("POST", CONSENTS + "/import", "text/csv", valid + line);
            assertEquals(400, refused.statusCode());
            assertTrue(refused.body().contains("line 2 is invalid"), refused.body());
        }
        assertEquals(0, api.json(CONSENTS).getJsonArray("consents").size());
    }

    @Test
    void theLedgerIsExported() throws Exception {
        record(GIVEN);
        record(decision("hygiene", "refused", null));
        HttpResponse<String> export = api.get(CONSENTS + "/export");
        assertEquals(200, export.statusCode());
        assertEquals(2, export.body().lines().count());
        assertFalse(export.body().contains("ann@example.com"));
    }

    @Test
    void aPersonsDataContainsTheDecisionsUntilItIsErased() throws Exception {
        record(GIVEN);
        String address = "{\"address\":\"ann@example.com\"}";
        JsonObject exported = object(api.sendBody("POST", "api/v1/persons/export", JSON, address));
        assertEquals("given", exported.getJsonArray("consents").getJsonObject(0).getString("decision"));
        String keeping = "{\"address\":\"ann@example.com\",\"keepConsents\":true}";
        assertEquals(
                0,
                object(api.sendBody("POST", "api/v1/persons/erase", JSON, keeping))
                        .getInt("consents"));
        assertEquals(
                1,
                object(api.sendBody("POST", "api/v1/persons/erase", JSON, address))
                        .getInt("consents"));
        assertEquals(List.of(), api.store.consents().page(ANN, 0, 10));
        assertEquals(JsonValue.NULL, api.json(CONSENTS).get("next"));
    }

    private static String decision(String purpose, String decision, @Nullable String at) {
        return "{\"address\":\"ann@example.com\",\"purpose\":\"" + purpose + "\",\"decision\":\"" + decision + "\""
                + (at == null ? "" : ",\"at\":\"" + at + "\"") + "}";
    }

    private static JsonObject object(HttpResponse<String> answer) {
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private HttpResponse<String> record(String body) throws Exception {
        return api.sendBody("POST", CONSENTS, JSON, body);
    }
}
