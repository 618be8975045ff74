package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.webhooks.Receiver.Reply;
import telltale.webhooks.SigningKey;

/** Webhooks over HTTP: their administration, tests and attempts. */
class WebhooksApiTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    private HttpResponse<String> change(String method, String target, String json) throws Exception {
        return api.change(method, "api/v1/webhooks" + target, json);
    }

    private JsonObject get(String target) throws Exception {
        return json(api.get("api/v1/webhooks" + target, "Authorization", "Bearer " + ServedApi.ADMIN_KEY));
    }

    private static JsonObject json(HttpResponse<String> response) {
        return Json.createReader(new StringReader(response.body())).readObject();
    }

    private String body(String more) {
        return "{\"url\": \"" + api.receiver.url() + "\", \"types\": [\"open\", \"complaint\"]" + more + "}";
    }

    private JsonObject created(String more) throws Exception {
        HttpResponse<String> created = change("POST", "", body(more));
        assertEquals(201, created.statusCode(), created.body());
        assertEquals("no-store", created.headers().firstValue("Cache-Control").orElse(""));
        return json(created);
    }

    @Test
    void aKeyIsShownOnceAndHeaderFieldsByTheirNames() throws Exception {
        JsonObject created = created(", \"secret\": \"" + SECRET + "\", \"headers\": {\"X-Token\": \"hush-hush\"}");
        assertEquals(SECRET, created.getString("key"));
        assertEquals("unverified", created.getString("state"));
        String id = created.getString("id");
        JsonObject shown = get("/" + id);
        assertEquals(
                List.of("complaint", "open"),
                shown.getJsonArray("types").stream()
                        .map(Object::toString)
                        .map(text -> text.replace("\"", ""))
                        .sorted()
                        .toList());
        assertEquals("[\"X-Token\"]", shown.getJsonArray("headers").toString());
        for (String text : List.of(shown.toString(), get("").toString())) {
            assertFalse(text.contains(SECRET.substring(6)) || text.contains("hush"), text);
        }
        String audit = api.get("api/v1/audit", "Authorization", "Bearer " + ServedApi.ADMIN_KEY)
                .body();
        assertTrue(audit.contains("localhost " + id), audit);
        assertFalse(audit.contains("/hook") || audit.contains(SECRET), audit);
    }

    @Test
    void aTestEnablesANewEndpoint() throws Exception {
        String id = created("").getString("id");
        api.receiver.answer(request -> new Reply(500, "not yet"));
        JsonObject failed = json(change("POST", "/" + id + "/test", ""));
        assertEquals(
                "{\"delivered\":false,\"status\":500,\"answer\":\"not yet\",\"state\":\"unverified\"}",
                without(failed, "millis"));
        api.receiver.answer(request -> new Reply(200, "ok"));
        JsonObject delivered = json(change("POST", "/" + id + "/test", ""));
        assertEquals(
                "{\"delivered\":true,\"status\":200,\"answer\":\"ok\",\"state\":\"enabled\"}",
                without(delivered, "millis"));
        api.receiver.next();
        assertEquals(
                "{\"type\":\"webhook.test\",\"timestamp\":\"2026-11-29T12:00:00.000Z\",\"data\":{\"webhook\":\"" + id
                        + "\",\"text\":\"A test event from Telltale.\"}}",
                api.receiver.next().body());
        assertEquals(
                "disabled",
                json(change("PUT", "/" + id + "/state", "{\"enabled\": false}")).getString("state"));
        assertEquals(
                "enabled",
                json(change("PUT", "/" + id + "/state", "{\"enabled\": true}")).getString("state"));
        JsonObject moved = json(change("PUT", "/" + id, body("").replace("/hook", "/other")));
        assertEquals("unverified", moved.getString("state"));
    }

    private static String without(JsonObject object, String name) {
        return Json.createObjectBuilder(object).remove(name).build().toString();
    }

    @Test
    void aKeyIsRotatedAndAnEndpointDeleted() throws Exception {
        JsonObject created = created(", \"scheme\": \"v1a\"");
        String id = created.getString("id");
        assertTrue(created.getString("key").startsWith("whpk_"));
        assertEquals(created.getString("key"), get("/" + id).getString("publicKey"));
        JsonObject rotated = json(change("POST", "/" + id + "/rotate", "{\"overlap\": \"2h\"}"));
        assertTrue(rotated.getString("key").startsWith("whpk_"));
        assertFalse(rotated.getString("key").equals(created.getString("key")));
        JsonObject chosen = json(change("POST", "/" + id + "/rotate", "{\"secret\": \"" + SECRET + "\"}"));
        assertEquals(SECRET, chosen.getString("key"));
        assertEquals(SigningKey.Scheme.V1.wireName(), chosen.getString("scheme"));
        assertEquals(204, change("DELETE", "/" + id, "").statusCode());
        assertEquals(404, change("DELETE", "/" + id, "").statusCode());
        for (String target : List.of("/rotate", "/test", "/replay")) {
            assertEquals(
                    404,
                    change(
                                    "POST",
                                    "/" + id + target,
                                    target.equals("/replay")
                                            ? "{\"failed\": true}"
                                            : target.equals("/rotate") ? "{}" : "")
                            .statusCode());
        }
    }

    @Test
    void attemptsAreEmptyAtFirstAndAReplayNeedsAChoice() throws Exception {
        String id = created("").getString("id");
        assertEquals(
                "{\"attempts\":[],\"next\":null}",
                get("/" + id + "/attempts?failed=true").toString());
        assertEquals(
                "{\"replayed\":0,\"next\":null}",
                change("POST", "/" + id + "/replay", "{\"event\": \"" + UUID.randomUUID() + "\"}")
                        .body());
        assertEquals("event", json(change("POST", "/" + id + "/replay", "{}")).getString("field"));
        assertEquals(
                "cursor",
                json(change("POST", "/" + id + "/replay?cursor=x", "{\"failed\": true}"))
                        .getString("field"));
        assertEquals("failed", get("/" + id + "/attempts?failed=yes").getString("field"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url       | 'types': ['open']",
                "url       | 'types': ['open'], 'url': 'ftp://example.com/'",
                "url       | 'types': ['open'], 'url': 'https://user:pass@example.com/'",
                "url       | 'types': ['open'], 'url': 'https://example.com:25/'",
                "url       | 'types': ['open'], 'url': 'http://169.254.169.254/latest/meta-data'",
                "url       | 'types': ['open'], 'url': 'https://[::ffff:10.0.0.1]/'",
                "url       | 'types': ['open'], 'url': 'https://[64:ff9b::a00:1]/'",
                "url       | 'types': ['open'], 'url': 'https://example.com/ä'",
                "types     | 'url': 'https://example.com/', 'types': []",
                "types     | 'url': 'https://example.com/', 'types': ['opened']",
                "types     | 'url': 'https://example.com/', 'types': ['webhook.test']",
                "perSecond | 'url': 'https://example.com/', 'types': ['open'], 'perSecond': -1",
                "headers   | 'url': 'https://example.com/', 'types': ['open'], 'headers': {'Host': 'x'}",
                "headers   | 'url': 'https://example.com/', 'types': ['open'], 'headers': {'X-A': 'a\\r\\nb'}",
                "secret    | 'url': 'https://example.com/', 'types': ['open'], 'secret': 'whsec_c2hvcnQ='",
                "scheme    | 'url': 'https://example.com/', 'types': ['open'], 'scheme': 'v2'",
                "other     | 'url': 'https://example.com/', 'types': ['open'], 'other': 1",
            },
            quoteCharacter = '`')
    void aRequestWithAMistakeIsRefusedByTheNameOfItsField(String field, String body) throws Exception {
        HttpResponse<String> refused = change("POST", "", "{" + body.replace('\'', '"') + "}");
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(field, json(refused).getString("field"), refused.body());
        assertEquals("{\"webhooks\":[],\"next\":null}", get("").toString());
    }
}
