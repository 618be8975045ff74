package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.html.HtmlLimits;
import telltale.web.http.Fields;
import telltale.web.http.Json;

class TemplatesApiTest {
    private static final String TEMPLATE = "api/v1/templates/one";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void unusableHtmlIsRejectedWhenStored() throws Exception {
        String deep = "<div>".repeat(HtmlLimits.MAX_DEPTH + 1);
        assertRefused("html", "html nests elements more than 256 deep", put("html", "{{name}}" + deep));
        String many = "<i>x</i>".repeat(HtmlLimits.MAX_TAGS + 1);
        assertRefused("html", "html has more than 50000 tags", put("html", many));
        assertEquals(0, api.json("api/v1/templates").getJsonArray("templates").size());
    }

    @Test
    void textWhoseHtmlExceedsTheLimitsIsRejectedWhenStored() throws Exception {
        assertRefused("text", "text has more than 2097152 characters of HTML", put("text", "&".repeat(1_000_000)));
    }

    @Test
    void aLongTemplateWithinTheLimitsIsStored() throws Exception {
        assertEquals(204, put("html", "<p>{{name}}</p>" + "x".repeat(1_900_000)).statusCode());
        assertTrue(api.json(TEMPLATE).getString("html").startsWith("<p>{{name}}</p>x"));
    }

    @Test
    void tooDeeplyNestedSectionsAreRejectedWhenStored() throws Exception {
        String open = "{{#a}}".repeat(33);
        String close = "{{/a}}".repeat(33);
        assertRefused("html", "html nests sections more than 32 deep", put("html", open + close));
    }

    @Test
    void aTooLargeBodyIsAnsweredWithItsLimit() throws Exception {
        HttpResponse<String> announced = put("html", "x".repeat(Fields.MAX_BODY_BYTES));
        assertEquals(413, announced.statusCode(), announced.body());
        assertTrue(announced.body().contains("limited to 2097152 bytes"), announced::body);
        HttpResponse<String> chunked = putChunked("{\"html\": \"" + "x".repeat(Fields.MAX_BODY_BYTES) + "\"}");
        assertEquals(413, chunked.statusCode(), chunked.body());
    }

    @Test
    void eachChangeIsAVersionThatCanBeRestored() throws Exception {
        put("html", "<p>one</p>");
        put("html", "<p>two</p>");
        put("html", "<p>two</p>");
        JsonObject first = api.json(TEMPLATE + "/versions?limit=1");
        JsonObject newest = first.getJsonArray("versions").getJsonObject(0);
        assertEquals(2, newest.getInt("version"));
        assertEquals("2026-11-22T12:00:00.000Z", newest.getString("at"));
        assertEquals("home-key", newest.getJsonObject("actor").getString("kind"));
        JsonObject rest = api.json(TEMPLATE + "/versions?cursor=" + first.getString("next"));
        assertEquals(1, rest.getJsonArray("versions").getJsonObject(0).getInt("version"));
        assertTrue(rest.isNull("next"));
        put("html", api.json(TEMPLATE + "?version=1").getString("html"));
        assertEquals("<p>one</p>", api.json(TEMPLATE).getString("html"));
        assertEquals(
                3, api.json(TEMPLATE + "/versions").getJsonArray("versions").size());
    }

    @ParameterizedTest
    @CsvSource({
        "/versions?cursor=0, 400, cursor",
        "/versions?cursor=x, 400, cursor",
        "/versions?limit=0, 400, limit",
        "?version=0, 400, version",
        "?version=12345678901, 400, version",
        "?version=9, 404, no such version",
        "x/versions, 404, no template",
    })
    void anUnusableRequestForAVersionIsRefused(String target, int status, String part) throws Exception {
        put("html", "<p>one</p>");
        HttpResponse<String> answer = api.sendBody("GET", TEMPLATE + target, "application/json", "");
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(part), answer::body);
    }

    private HttpResponse<String> putChunked(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/app/" + TEMPLATE))
                .header("Authorization", "Bearer " + ServedApi.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String field, String text) throws Exception {
        return api.change("PUT", TEMPLATE, "{\"" + field + "\": \"" + text + "\"}");
    }

    private static void assertRefused(String field, String sentence, HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer.body());
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            JsonObject problem = reader.readObject();
            assertEquals(field, problem.getString("field"));
            assertEquals(sentence, problem.getString("detail"));
        }
    }
}
