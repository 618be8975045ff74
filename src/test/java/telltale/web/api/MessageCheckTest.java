package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.web.http.Json;

class MessageCheckTest {
    private static final String MESSAGES = "api/v1/messages";
    private static final String CHECK = MESSAGES + "?check=true";
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void aCheckRendersCopiesAndStoresNothing() throws Exception {
        String body = """
            {"subject": "Hi {{name}}", "html": "<p>Grüße, <a href='https://shop.example.org/'>{{name}}</a></p>", "text": "ü",
             "to": [{"to": "ann@example.com", "data": {"name": "Ann"}}, {"to": "ben@example.com", "data": {"name": "Benjamin"}}]}\
            """;
        HttpResponse<String> answer = api.postKeyed(CHECK, JSON, "key", body);
        JsonObject checked = json(answer.body());

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(2, checked.getInt("recipients"));
        assertEquals(2, checked.getInt("rendered"));
        JsonObject first = checked.getJsonArray("copies").getJsonObject(0);
        JsonObject second = checked.getJsonArray("copies").getJsonObject(1);
        assertEquals("ann@example.com", first.getString("to"));
        assertEquals("Hi Ann", first.getString("subject"));
        assertEquals("ü", checked.getString("text"));
        assertEquals(2, first.getInt("textBytes"));
        assertEquals(1, first.getInt("links"));
        assertEquals("Hi Benjamin", second.getString("subject"));
        assertEquals("Benjamin".length() - "Ann".length(), second.getInt("htmlBytes") - first.getInt("htmlBytes"));
        assertNothingIsStored();
    }

    @Test
    void aCheckDoesNotTakeTheIdempotencyKey() throws Exception {
        String checked = "{\"to\": \"ann@example.com\", \"html\": \"x\"}";
        String sent = "{\"to\": \"ann@example.com\", \"html\": \"y\"}";

        assertEquals(200, api.postKeyed(CHECK, JSON, "key", checked).statusCode());
        assertEquals(202, api.postKeyed(MESSAGES, JSON, "key", sent).statusCode());
        assertEquals(200, api.postKeyed(CHECK, JSON, "key", checked).statusCode());
    }

    @Test
    void recipientsWithoutAMergeFieldAreCountedAndMasked() throws Exception {
        String recipients = IntStream.range(0, 30)
                .mapToObj(i -> "{\"to\": \"r" + i + "@example.com\""
                        + (i % 5 == 0 ? "" : ", \"data\": {\"name\": \"R\"}") + "}")
                .collect(Collectors.joining(", "));
        JsonObject checked = check("\"html\": \"<p>\\n{{name}}</p>\", \"to\": [" + recipients + "]");
        JsonObject finding = finding(checked, "recipient-invalid");

        assertEquals(30, checked.getInt("recipients"));
        assertEquals(20, checked.getInt("rendered"));
        assertEquals("html", finding.getString("where"));
        assertEquals("html uses {{name}}, which is not in data (line 2)", finding.getString("message"));
        assertEquals(6, finding.getInt("count"));
        assertEquals(
                List.of("r***@example.com", "r***@example.com", "r***@example.com"),
                finding.getJsonArray("recipients").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList());
        assertNothingIsStored();
    }

    @Test
    void aMessageThatNoRecipientCanGetIsReported() throws Exception {
        JsonObject checked = check("\"html\": \"{{name}}\", \"to\": \"ann@example.com\"");

        assertEquals(0, checked.getInt("rendered"));
        assertEquals(1, finding(checked, "recipient-invalid").getInt("count"));
    }

    @Test
    void aDuplicateIsFoundByACheckAndWhenSending() throws Exception {
        String fields = "\"html\": \"x\", \"to\": [\"ann@example.com\", \"ANN@example.com\"]";

        assertEquals(1, finding(check(fields), "recipient-duplicate").getInt("count"));
        assertEquals(1, finding(send(fields), "recipient-duplicate").getInt("count"));
        assertFalse(codes(send(fields + ", \"duplicates\": \"send\"")).contains("recipient-duplicate"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"to\": [\"ann@example.com\", \"ben@example.com\"]', true",
        "'\"to\": \"ann@example.com\", \"bulk\": true', true",
        "'\"to\": \"ann@example.com\"', false",
    })
    void findingsAboutTheFirstCopyComeWithAMessageToMany(String to, boolean isMany) throws Exception {
        JsonObject sent = send("\"subject\": \" \", \"html\": \"<a href='#'>x</a><img src='http://a.com/x'>\", " + to);

        assertEquals(isMany, sent.containsKey("checks"));
        if (isMany) {
            assertEquals(
                    List.of("subject-missing", "image-without-alt", "image-not-encrypted", "link-empty"), codes(sent));
        }
    }

    @Test
    void aMessageWithoutFindingsHasNone() throws Exception {
        String fields = "\"subject\": \"Hi\", \"html\": \"<p>Hi</p>\", \"to\": \"ann@example.com\"";

        assertEquals(List.of(), codes(check(fields)));
        assertFalse(send(fields).containsKey("checks"));
    }

    @Test
    void theSentencesOfWarningsAreFindingsToo() throws Exception {
        JsonObject sent = send("\"subject\": \"Hi\", \"html\": \"<a href='https://shop.com/?id={{id}}'>x</a>\","
                + " \"template\": false, \"to\": \"ann@example.com\"");

        assertEquals(
                sent.getJsonArray("warnings").getString(0),
                finding(sent, "merge-field-unfilled").getString("message"));
    }

    @Test
    void aBatchIsAnsweredWithTheFindingsAboutItsMessage() throws Exception {
        String first = "{\"from\": \"shop@example.com\", \"html\": \"<a href='https://shop.com/?id={{id}}'>x</a>\","
                + " \"template\": false}\n";
        String answer = api.postKeyed(MESSAGES, "application/x-ndjson", null, first + "\"ann@example.com\"\n")
                .body();

        assertEquals(
                List.of("merge-field-unfilled"),
                codes(json(answer.lines().findFirst().orElseThrow())));
    }

    @Test
    void aBatchIsCheckedLineByLine() throws Exception {
        suppress("ben@example.com", "all");
        suppress("dan@example.com", "bulk");
        JsonObject checked = checkBatch(
                "{\"html\": \"<p>{{name}}</p>\"}",
                "{\"to\": \"ann@example.com\", \"data\": {\"name\": \"Ann\"}}",
                "{\"to\": \"ben@example.com\", \"data\": {\"name\": \"Ben\"}}",
                "{\"to\": \"ANN@example.com\", \"data\": {\"name\": \"Ann\"}}",
                "{\"to\": \"no address\"}",
                "not JSON",
                "{\"to\": \"cat@nowhere.invalid\"}",
                "{\"to\": \"dan@example.com\", \"data\": {\"name\": \"Dan\"}}");

        assertEquals(4, checked.getInt("recipients"));
        assertEquals(1, checked.getInt("suppressed"));
        assertEquals(1, checked.getInt("duplicates"));
        assertEquals(3, checked.getInt("invalid"));
        assertEquals(1, checked.getInt("unreachable"));
        assertEquals(0, checked.getInt("unknownDomains"));
        assertEquals(
                List.of(
                        "1 suppressed",
                        "2 duplicate",
                        "3 invalid recipient.to",
                        "4 invalid recipient",
                        "5 invalid html"),
                problems(checked));
        assertEquals(
                "[{\"domain\":\"nowhere.invalid\",\"recipients\":1,\"reason\":\"no-domain\"}]",
                checked.getJsonArray("domains").toString());
        assertEquals(3, checked.getInt("rendered"));
        assertEquals(1, finding(checked, "recipient-duplicate").getInt("count"));
        assertEquals(1, finding(checked, "recipient-invalid").getInt("count"));
        assertNothingIsStored();
    }

    @Test
    void theSuppressionsThatConcernTheMessageCount() throws Exception {
        suppress("dan@example.com", "bulk");

        String to = "\"html\": \"{{unsubscribe}}\", \"to\": \"dan@example.com\"";
        assertEquals(0, check(to).getInt("suppressed"));
        JsonObject bulk = check(to + ", \"bulk\": true");
        assertEquals(1, bulk.getInt("suppressed"));
        assertEquals(List.of("0 suppressed"), problems(bulk));
    }

    @Test
    void manyProblemsAreCountedAndTheFirstDescribed() throws Exception {
        String lines = IntStream.range(0, 1_500)
                .mapToObj(i -> "{\"to\": \"" + i + "\"}")
                .collect(Collectors.joining("\n"));
        JsonObject checked = checkBatch("{\"html\": \"x\"}", lines);

        assertEquals(0, checked.getInt("recipients"));
        assertEquals(1_500, checked.getInt("invalid"));
        assertEquals(100, checked.getJsonArray("problems").size());
    }

    @Test
    void aBatchBeyondTheLimitsIsRefusedAsAWhole() throws Exception {
        String lines = IntStream.rangeClosed(0, 2_000)
                .mapToObj(i -> "{\"to\": \"" + i + "@example.com\"}")
                .collect(Collectors.joining("\n"));
        HttpResponse<String> answer = api.postKeyed(CHECK, NDJSON, null, "{\"html\": \"x\"}\n" + lines);

        assertEquals(413, answer.statusCode(), answer.body());
        assertEquals("TELLTALE_MAX_RECIPIENTS", json(answer.body()).getString("limit"));
        assertEquals(400, api.postKeyed(CHECK, NDJSON, null, "").statusCode());
        assertEquals(
                400,
                api.postKeyed(CHECK, NDJSON, null, "{\"html\": \"x\", \"to\": \"ann@example.com\"}")
                        .statusCode());
    }

    private JsonObject checkBatch(String... lines) throws Exception {
        HttpResponse<String> answer = api.postKeyed(CHECK, NDJSON, "key", String.join("\n", lines));
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer.body());
    }

    private void suppress(String address, String scope) throws Exception {
        api.sendBody(
                "POST",
                "api/v1/suppressions",
                JSON,
                "{\"address\": \"" + address + "\", \"scope\": \"" + scope + "\"}");
    }

    private static List<String> problems(JsonObject checked) {
        return checked.getJsonArray("problems").getValuesAs(JsonObject.class).stream()
                .map(one -> one.getInt("position") + " " + one.getString("code")
                        + (one.isNull("field") ? "" : " " + one.getString("field")))
                .toList();
    }

    @Test
    void anInvalidCheckIsRefused() throws Exception {
        assertEquals(400, api.postKeyed(CHECK, JSON, null, "{\"html\": \"x\"}").statusCode());
        assertEquals(
                400,
                api.postKeyed(MESSAGES + "?check=yes", JSON, null, "{\"to\": \"ann@example.com\", \"html\": \"x\"}")
                        .statusCode());
        assertNothingIsStored();
    }

    @Test
    void checkFalseSends() throws Exception {
        HttpResponse<String> answer =
                api.postKeyed(MESSAGES + "?check=false", JSON, null, "{\"to\": \"ann@example.com\", \"html\": \"x\"}");

        assertEquals(202, answer.statusCode());
    }

    private void assertNothingIsStored() throws Exception {
        assertEquals(0, api.json("api/v1/deliveries").getJsonArray("deliveries").size());
        assertEquals(0, api.json("api/v1/outbox").getJsonArray("waiting").size());
    }

    private JsonObject check(String fields) throws Exception {
        return post(CHECK, null, fields);
    }

    private JsonObject send(String fields) throws Exception {
        return post(MESSAGES, null, fields);
    }

    private JsonObject post(String target, @Nullable String key, String fields) throws Exception {
        HttpResponse<String> answer = api.postKeyed(target, JSON, key, "{" + fields + "}");
        assertNotEquals(400, answer.statusCode(), answer.body());
        return json(answer.body());
    }

    private static JsonObject finding(JsonObject answer, String code) {
        return answer.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(one -> one.getString("code").equals(code))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> codes(JsonObject answer) {
        return answer.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .map(one -> one.getString("code"))
                .toList();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
