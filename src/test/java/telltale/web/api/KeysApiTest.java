package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.keys.KeyDirectory;
import telltale.model.Delivery;

/** API keys over HTTP: their administration, and what requests with them may do. */
class KeysApiTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant YESTERDAY = Instant.parse("2026-11-28T12:00:00Z");
    /** Of 256 zero bits, with the right checksum. */
    private static final String UNKNOWN_KEY = "tt_live_" + "0".repeat(43) + "3LuQZd";

    private static final String MESSAGE = "{\"to\": \"ben@example.com\", \"subject\": \"Hi\", \"text\": \"Hi\"%s}";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    private HttpResponse<String> send(String method, String target, String key, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/app/" + target))
                .headers("Authorization", "Bearer " + key, "Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String target, String key, String json)
            throws IOException, InterruptedException {
        return send(method, target, key, "application/json", json);
    }

    private HttpResponse<String> get(String target, String key) throws IOException, InterruptedException {
        return api.get(target, "Authorization", "Bearer " + key);
    }

    private static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private JsonObject issue(String fields) throws IOException, InterruptedException {
        HttpResponse<String> created =
                send("POST", "api/v1/keys", ServedApi.ADMIN_KEY, "{\"name\": \"shop\", " + fields + "}");
        assertEquals(201, created.statusCode(), created::body);
        assertEquals("no-store", created.headers().firstValue("Cache-Control").orElse(""));
        return json(created);
    }

    private String key(String fields) throws IOException, InterruptedException {
        return issue(fields).getString("key");
    }

    @Test
    void aNewKeyIsShownOnceAndAcceptedAtOnce() throws Exception {
        JsonObject issued = issue("\"role\": \"operator\", \"ranges\": [\"127.0.0.0/8\"], \"expiresAt\":"
                + " \"2027-01-01T00:00:00Z\", \"campaignPrefix\": \"shop-\", \"fromDomains\": [\"EXAMPLE.com\"]");
        String key = issued.getString("key");
        assertTrue(key.startsWith(issued.getString("prefix")), key);
        assertEquals(200, get("api/v1/deliveries", key).statusCode());

        HttpResponse<String> listed = get("api/v1/keys", ServedApi.ADMIN_KEY);
        assertFalse(listed.body().contains(key), listed::body);
        JsonObject one = json(listed).getJsonArray("keys").getJsonObject(0);
        assertEquals("operator", one.getString("role"));
        assertEquals("[\"127.0.0.0/8\"]", one.getJsonArray("ranges").toString());
        assertEquals("[\"example.com\"]", one.getJsonArray("fromDomains").toString());
        assertEquals("2027-01-01T00:00:00.000Z", one.getString("expiresAt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"role\": \"read\"}; name",
                "{\"name\": \"x\"}; role",
                "{\"name\": \"x\", \"role\": \"owner\"}; role",
                "{\"name\": \"x\", \"role\": \"read\", \"ranges\": [\"10.0.0.0/99\"]}; ranges",
                "{\"name\": \"x\", \"role\": \"read\", \"fromDomains\": [\"a b\"]}; fromDomains",
                "{\"name\": \"x\", \"role\": \"read\", \"campaignPrefix\": \"\"}; campaignPrefix",
                "{\"name\": \"x\", \"role\": \"read\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}; expiresAt",
                "{\"name\": \"x\", \"role\": \"read\", \"scope\": \"all\"}; scope"
            })
    void anInvalidFieldIsNamedAndNoKeyIsCreated(String body, String field) throws Exception {
        HttpResponse<String> refused = send("POST", "api/v1/keys", ServedApi.ADMIN_KEY, body);
        assertEquals(400, refused.statusCode(), refused::body);
        assertEquals(field, json(refused).getString("field"), refused::body);
        assertEquals(
                "{\"keys\":[],\"next\":null}",
                get("api/v1/keys", ServedApi.ADMIN_KEY).body());
    }

    @Test
    void aRefusedKeyIsToldWhy() throws Exception {
        JsonObject issued = issue("\"role\": \"read\", \"expiresAt\": \"2026-11-29T12:00:04Z\"");
        String key = issued.getString("key");
        assertRefused(401, "mistyped", key.substring(0, 20) + (key.charAt(20) == 'x' ? 'y' : 'x') + key.substring(21));
        assertRefused(401, "mistyped", key.substring(0, 30));
        assertRefused(401, "no such API key", UNKNOWN_KEY);
        api.clock.advance(Duration.ofSeconds(4));
        assertRefused(401, "expired at 2026-11-29T12:00:04Z", key);
        assertEquals(
                204,
                send("DELETE", "api/v1/keys/" + issued.getString("id"), ServedApi.ADMIN_KEY, "")
                        .statusCode());
        assertRefused(401, "was revoked", key);
    }

    private void assertRefused(int status, String reason, String key) throws IOException, InterruptedException {
        HttpResponse<String> refused = get("api/v1/deliveries", key);
        assertEquals(status, refused.statusCode(), refused::body);
        assertTrue(refused.body().contains(reason), refused::body);
    }

    @Test
    void aKeyThatAnotherNodeRevokedIsRefusedAfterTheNextReading() throws Exception {
        JsonObject issued = issue("\"role\": \"admin\"");
        api.store.apiKeys().revoke(UUID.fromString(issued.getString("id")), NOON);
        assertEquals(200, get("api/v1/keys", issued.getString("key")).statusCode());
        api.clock.advance(KeyDirectory.VALIDITY);
        api.keys.refresh();
        assertEquals(401, get("api/v1/keys", issued.getString("key")).statusCode());
    }

    @Test
    void whileKeysCannotBeCheckedTheyAreAcceptedForReadingForFiveMinutes() throws Exception {
        String key = key("\"role\": \"admin\"");
        api.clock.advance(KeyDirectory.VALIDITY.plusSeconds(1));
        assertEquals(200, get("api/v1/deliveries", key).statusCode());
        assertEquals(
                503,
                send("PUT", "api/v1/topics/news", key, "{\"title\": \"x\"}").statusCode());
        HttpResponse<String> sending = get("track?to=ann@example.com", key);
        assertEquals(503, sending.statusCode());
        assertTrue(sending.body().contains("for reading only"), sending::body);
        assertRefused(503, "cannot be checked", UNKNOWN_KEY);
        assertEquals(
                204,
                send("PUT", "api/v1/topics/news", ServedApi.ADMIN_KEY, "{\"title\": \"x\"}")
                        .statusCode());
        api.clock.advance(KeyDirectory.MAX_AGE);
        assertRefused(503, "cannot be checked", key);
        assertEquals(200, get("api/v1/deliveries", ServedApi.ADMIN_KEY).statusCode());
    }

    @Test
    void aRotatedKeyWorksBesideTheNewOne() throws Exception {
        JsonObject old = issue("\"role\": \"read\"");
        String rotate = "api/v1/keys/" + old.getString("id") + "/rotate";
        HttpResponse<String> rotated =
                send("POST", rotate, ServedApi.ADMIN_KEY, "{\"validUntil\": \"2026-11-29T12:00:03Z\"}");
        assertEquals(201, rotated.statusCode(), rotated::body);
        String next = json(rotated).getString("key");
        assertEquals(200, get("api/v1/deliveries", old.getString("key")).statusCode());
        assertEquals(200, get("api/v1/deliveries", next).statusCode());
        assertEquals(404, send("POST", rotate, ServedApi.ADMIN_KEY, "{}").statusCode());
        api.clock.advance(Duration.ofSeconds(3));
        assertRefused(401, "expired", old.getString("key"));
        assertEquals(200, get("api/v1/deliveries", next).statusCode());
    }

    @Test
    void aWrongRoleIsToldWhichOnesAreNeeded() throws Exception {
        HttpResponse<String> refused =
                send("PUT", "api/v1/templates/x", key("\"role\": \"read\""), "{\"subject\": \"x\"}");
        assertEquals(403, refused.statusCode(), refused::body);
        assertEquals("operator or admin", json(refused).getString("role"));
    }

    @Test
    void aKeyIsAcceptedFromItsNetworksOnly() throws Exception {
        String key = key("\"role\": \"read\", \"ranges\": [\"192.0.2.0/24\", \"::1\"]");
        HttpResponse<String> refused = get("api/v1/deliveries", key);
        assertEquals(403, refused.statusCode(), refused::body);
        assertEquals("ranges", json(refused).getString("rule"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', campaign, campaignPrefix",
        "', \"campaign\": \"sale\"', campaign, campaignPrefix",
        "', \"campaign\": \"shop-sale\"', , "
    })
    void aKeySubmitsForItsCampaignsOnly(String field, @Nullable String refusedField, @Nullable String rule)
            throws Exception {
        String key = key("\"role\": \"send\", \"campaignPrefix\": \"shop-\"");
        String message = MESSAGE.formatted(field);
        assertSubmission(202, refusedField, rule, send("POST", "api/v1/messages", key, message));
        assertSubmission(200, refusedField, rule, send("POST", "api/v1/messages?check=true", key, message));
        String batch = message.replace("\"to\": \"ben@example.com\", ", "") + "\n\"ben@example.com\"\n";
        assertSubmission(200, refusedField, rule, send("POST", "api/v1/messages", key, MessagesApi.BATCH, batch));
        assertSubmission(503, refusedField, rule, send("POST", "track", key, message));
        String external = message.replace("\"text\"", "\"html\"");
        assertSubmission(201, refusedField, rule, send("POST", "api/v1/deliveries", key, external));
    }

    @ParameterizedTest
    @CsvSource({"example.com, 202", "example.org, 403"})
    void aKeySubmitsForItsSendersOnly(String domain, int status) throws Exception {
        String key = key("\"role\": \"send\", \"fromDomains\": [\"" + domain + "\"]");
        HttpResponse<String> answer = send("POST", "api/v1/messages", key, MESSAGE.formatted(""));
        assertEquals(status, answer.statusCode(), answer::body);
        HttpResponse<String> external =
                send("POST", "api/v1/deliveries", key, MESSAGE.formatted("").replace("\"text\"", "\"html\""));
        assertSubmission(403, "from", "fromDomains", external);
    }

    private static void assertSubmission(
            int accepted, @Nullable String refusedField, @Nullable String rule, HttpResponse<String> answer) {
        if (refusedField == null) {
            assertEquals(accepted, answer.statusCode(), answer::body);
        } else {
            assertEquals(403, answer.statusCode(), answer::body);
            assertEquals(refusedField, json(answer).getString("field"));
            assertEquals(rule, json(answer).getString("rule"));
        }
    }

    @Test
    void aSenderSeesTheProgressOfItsMessages() throws Exception {
        String key = key("\"role\": \"send\", \"campaignPrefix\": \"shop-\"");
        String own = json(send("POST", "api/v1/messages", key, MESSAGE.formatted(", \"campaign\": \"shop-sale\"")))
                .getString("id");
        String other = json(send("POST", "api/v1/messages", ServedApi.ADMIN_KEY, MESSAGE.formatted("")))
                .getString("id");
        assertEquals(200, get("api/v1/messages/" + own, key).statusCode());
        assertEquals(404, get("api/v1/messages/" + other, key).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"send, 503", "read, 401"})
    void onlyAKeyThatCanOnlySendIsAcceptedInTheQuery(String role, int status) throws Exception {
        String key = key("\"role\": \"" + role + "\"");
        HttpResponse<String> answer = api.get("track?to=ann@example.com&html=x&key=" + key, new String[0]);
        assertEquals(status, answer.statusCode(), answer::body);
    }

    @Test
    void aReaderIsShownMaskedAddresses() throws Exception {
        Delivery delivery = api.accepted("autumn", NOON);
        String reader = key("\"role\": \"read\"");
        for (String target : new String[] {"api/v1/deliveries", "api/v1/deliveries/" + delivery.id()}) {
            assertTrue(get(target, ServedApi.ADMIN_KEY).body().contains("\"ann@example.com\""), target);
            String shown = get(target, reader).body();
            assertTrue(shown.contains("\"a***@example.com\""), shown);
            assertFalse(shown.contains("ann@"), shown);
        }
    }

    @Test
    void anAnalystIsShownNoFiguresOfFewPeople() throws Exception {
        String analyst = key("\"role\": \"analyst\"");
        for (int i = 0; i < 19; i++) {
            api.accepted("autumn", YESTERDAY);
        }
        for (String target : new String[] {"api/v1/campaigns/autumn", "api/v1/campaigns?name=autumn"}) {
            JsonObject hidden = json(get(target, analyst));
            assertTrue(hidden.getBoolean("hidden"));
            assertFalse(hidden.containsKey("deliveries") || hidden.containsKey("openRate"), hidden::toString);
            assertEquals(19, json(get(target, ServedApi.ADMIN_KEY)).getInt("deliveries"));
        }
        JsonObject listed =
                json(get("api/v1/campaigns", analyst)).getJsonArray("campaigns").getJsonObject(0);
        assertTrue(listed.getBoolean("hidden"));
        api.accepted("autumn", YESTERDAY);
        JsonObject shown = json(get("api/v1/campaigns/autumn", analyst));
        assertEquals(20, shown.getInt("deliveries"));
        assertTrue(shown.containsKey("openRate"));
    }

    @Test
    void anAnalystIsShownNoDayOnWhichFewPeopleOpened() throws Exception {
        String analyst = key("\"role\": \"analyst\"");
        for (int i = 0; i < 20; i++) {
            Delivery delivery = api.accepted("autumn", YESTERDAY);
            if (i == 0) {
                api.opened(delivery, YESTERDAY);
            }
        }
        String range = "api/v1/campaigns/autumn?from=2026-11-28&to=2026-11-28";
        JsonObject day = json(get(range, analyst)).getJsonArray("days").getJsonObject(0);
        assertEquals(20, day.getInt("deliveries"));
        assertEquals("{\"total\":0,\"unique\":0}", day.getJsonObject("opens").toString());
    }

    @Test
    void theSessionReportsTheRoleOfAKey() throws Exception {
        assertEquals(
                "{\"role\":\"operator\",\"name\":\"shop\",\"method\":\"key\",\"expiresAt\":null,\"oidc\":false,"
                        + "\"realm\":false,\"demo\":false,\"maxMessageBytes\":1000000}",
                get("api/v1/session", key("\"role\": \"operator\"")).body());
    }
}
