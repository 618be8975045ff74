package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.web.http.Json;

class DuplicateRecipientsTest {
    private static final String MESSAGES = "api/v1/messages";
    private static final String FIRST = "{\"html\": \"<p>{{name}}</p>\"}\n";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"to\": [\"ann@example.com\", \"ben@example.com\", \"ANN@Example.com\"]",
                "\"to\": [\"ann@example.com\", \"ben@example.com\", {\"to\": \"ann@example.com\", \"name\": \"Ann\"}]",
                "\"to\": \"ann@example.com\", \"cc\": \"ben@example.com\", \"bcc\": \"ann@example.com\"",
                "\"to\": \"ann@example.com\", \"cc\": [\"ben@example.com\", \"Ann <ann@EXAMPLE.com>\"]",
            })
    void aPersonWhoIsNamedTwiceGetsTheFirstCopyOnly(String recipients) throws Exception {
        JsonObject queued = message(recipients, null);
        JsonArray deliveries = queued.getJsonArray("deliveries");

        assertEquals(List.of("queued", "queued", "duplicate"), states(deliveries));
        assertEquals(
                deliveries.getJsonObject(0).getString("id"),
                deliveries.getJsonObject(2).getString("id"));
        assertEquals(2, stored(queued));
    }

    @Test
    void everyCopyIsSentOnRequest() throws Exception {
        JsonObject queued =
                message("\"duplicates\": \"send\", \"to\": [\"ann@example.com\", \"ann@example.com\"]", null);
        JsonArray deliveries = queued.getJsonArray("deliveries");

        assertEquals(List.of("queued", "queued"), states(deliveries));
        assertNotEquals(
                deliveries.getJsonObject(0).getString("id"),
                deliveries.getJsonObject(1).getString("id"));
        assertEquals(2, stored(queued));
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswer() throws Exception {
        String recipients = "\"to\": [\"ann@example.com\", \"ann@example.com\", \"ben@example.com\"]";
        JsonObject first = message(recipients, "key");

        assertEquals(first, message(recipients, "key"));
        assertEquals(2, stored(first));
    }

    @Test
    void aPersonOfAnEarlierLineOfABatchIsADuplicate() throws Exception {
        String body = FIRST
                + line("ann@example.com", "Ann")
                + line("ben@example.com", "Ben")
                + line("Ann@example.com", "Anne")
                + line("eve@example.com", "Eve")
                + line("ben@example.com", "Ben");
        List<String> answer = batch(body, "key");

        assertEquals(List.of("queued", "queued", "duplicate", "queued", "duplicate"), batchStates(answer));
        assertEquals(json(answer.get(1)).getString("id"), json(answer.get(3)).getString("id"));
        assertEquals(json(answer.get(2)).getString("id"), json(answer.get(5)).getString("id"));
        assertEquals(4, json(answer.get(5)).getInt("position"));
        assertEquals("{\"done\":true,\"accepted\":3,\"refused\":0,\"duplicates\":2}", answer.get(6));
        assertEquals(3, stored(json(answer.get(0))));
        assertEquals(answer, batch(body, "key"));
        assertEquals(3, stored(json(answer.get(0))));
    }

    @Test
    void aDuplicateIsRecognizedAcrossTransactions() throws Exception {
        StringBuilder body = new StringBuilder(FIRST);
        for (int i = 0; i < 1_200; i++) {
            body.append(line("r" + i % 700 + "@example.com", "R"));
        }
        List<String> answer = batch(body.toString(), null);

        assertEquals("{\"done\":true,\"accepted\":700,\"refused\":0,\"duplicates\":500}", answer.get(1_201));
        assertEquals(json(answer.get(1)).getString("id"), json(answer.get(701)).getString("id"));
        assertEquals(700, stored(json(answer.get(0))));
    }

    @Test
    void anInvalidLineDoesNotMakeALaterOneADuplicate() throws Exception {
        List<String> answer = batch(FIRST + "\"ann@example.com\"\n" + line("ann@example.com", "Ann"), null);

        assertEquals(400, json(answer.get(1)).getJsonObject("error").getInt("status"));
        assertEquals("queued", json(answer.get(2)).getString("state"));
        assertEquals("{\"done\":true,\"accepted\":1,\"refused\":1}", answer.get(3));
    }

    @Test
    void aLineThatDiffersFromTheFirstRequestDoesNotMakeALaterOneADuplicate() throws Exception {
        batch(FIRST + line("ann@example.com", "Ann"), "key");
        List<String> answer = batch(FIRST + line("ben@example.com", "Ben") + line("ben@example.com", "Ben"), "key");

        assertEquals(409, json(answer.get(1)).getJsonObject("error").getInt("status"));
        assertEquals("queued", json(answer.get(2)).getString("state"));
    }

    @Test
    void everyLineOfABatchIsSentOnRequest() throws Exception {
        String body = "{\"html\": \"{{name}}\", \"duplicates\": \"send\"}\n" + line("ann@example.com", "A")
                + line("ann@example.com", "B");
        List<String> answer = batch(body, null);

        assertEquals(List.of("queued", "queued"), batchStates(answer));
        assertEquals("{\"done\":true,\"accepted\":2,\"refused\":0}", answer.get(3));
    }

    private static String line(String to, String name) {
        return "{\"to\": \"" + to + "\", \"data\": {\"name\": \"" + name + "\"}}\n";
    }

    private JsonObject message(String fields, @Nullable String key) throws Exception {
        return json(api.postKeyed(MESSAGES, "application/json", key, "{\"html\": \"x\", " + fields + "}")
                .body());
    }

    private List<String> batch(String body, @Nullable String key) throws Exception {
        return api.postKeyed(MESSAGES, "application/x-ndjson", key, body)
                .body()
                .lines()
                .toList();
    }

    private int stored(JsonObject message) throws Exception {
        return api.json(MESSAGES + "/" + message.getString("id")).getInt("total");
    }

    private static List<String> states(JsonArray deliveries) {
        return deliveries.getValuesAs(JsonObject.class).stream()
                .map(one -> one.getString("state"))
                .toList();
    }

    private static List<String> batchStates(List<String> answer) {
        return answer.subList(1, answer.size() - 1).stream()
                .map(line -> json(line).getString("state"))
                .toList();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
