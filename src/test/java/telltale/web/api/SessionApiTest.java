package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.web.http.JsonBody;

/** Signing in and out, and the sessions of all users. */
class SessionApiTest {
    private static final String[] PAGE = {"Telltale-Page", "1"};
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final String NONE = "{\"role\":\"none\",\"name\":null,\"method\":null,\"expiresAt\":null,"
            + "\"oidc\":false,\"realm\":false,\"demo\":false,\"maxMessageBytes\":1000000}";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void aSessionReadsTheApiUntilItIsSignedOut() throws Exception {
        String[] session = session(signIn(code(ServedApi.SIGN_IN_CODE)));

        assertEquals(
                "{\"role\":\"admin\",\"name\":\"link\",\"method\":\"link\",\"expiresAt\":\"2026-12-06T12:00:00.000Z\","
                        + "\"oidc\":false,\"realm\":false,\"demo\":false,\"maxMessageBytes\":1000000}",
                send("GET", "/api/v1/session", "", session).body());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());

        assertEquals(204, send("DELETE", "/api/v1/session", "", session).statusCode());
        assertEquals(401, send("GET", "/api/v1/deliveries", "", session).statusCode());
        assertEquals(NONE, send("GET", "/api/v1/session", "", session).body());
        assertEquals(204, send("DELETE", "/api/v1/session", "", session).statusCode());
    }

    @Test
    void theLinkOfTheStartSignsInOnce() throws Exception {
        assertEquals(204, signIn(code(ServedApi.SIGN_IN_CODE)).statusCode());
        HttpResponse<String> again = signIn(code(ServedApi.SIGN_IN_CODE));
        assertEquals(403, again.statusCode());
        assertTrue(again.body().contains("used, expired or incomplete"), again.body());
        assertEquals(List.of(), again.headers().allValues("Set-Cookie"));
    }

    @Test
    void aWrongCodeDoesNotUseTheLinkUp() throws Exception {
        assertEquals(403, signIn(code("another")).statusCode());
        assertEquals(400, signIn("{}").statusCode());
        assertEquals(400, signIn("{\"kee\": \"x\"}").statusCode());
        assertEquals(204, signIn(code(ServedApi.SIGN_IN_CODE)).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "Via"})
    void theLinkOfTheStartDoesNotWorkThroughAProxy(String header) throws Exception {
        assertEquals(
                403, signIn(code(ServedApi.SIGN_IN_CODE), header, "192.0.2.1").statusCode());
        assertEquals(204, signIn(code(ServedApi.SIGN_IN_CODE)).statusCode());
    }

    @Test
    void aLinkOpensOneSessionWithItsRole() throws Exception {
        HttpResponse<String> created = api.change("POST", "api/v1/sign-in-links", "{\"role\": \"read\"}");
        assertEquals(201, created.statusCode(), created::body);
        JsonObject link = json(created);
        assertTrue(link.isNull("url"));
        assertEquals("2026-11-29T12:10:00.000Z", link.getString("expiresAt"));
        String[] session = session(signIn(code(link.getString("code")), "X-Forwarded-For", "192.0.2.1"));
        assertEquals("read", json(send("GET", "/api/v1/session", "", session)).getString("role"));
        assertEquals(403, signIn(code(link.getString("code"))).statusCode());
        assertEquals(
                400,
                api.change("POST", "api/v1/sign-in-links", "{\"valid\": \"2d\"}")
                        .statusCode());
        assertEquals(
                400,
                api.change("POST", "api/v1/sign-in-links", "{\"role\": \"root\"}")
                        .statusCode());
    }

    @Test
    void theCookieIsForThisPathAndOutOfReachOfScripts() throws Exception {
        String cookie = signIn(code(ServedApi.SIGN_IN_CODE))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        for (String attribute : List.of("HttpOnly", "SameSite=Lax", "Path=/app/", "Max-Age=604800")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
    }

    @Test
    void theCookieCountsInRequestsOfTheDashboardAlone() throws Exception {
        String[] session = session(signIn(code(ServedApi.SIGN_IN_CODE)));
        String[] cookie = {session[2], session[3]};
        HttpResponse<String> bare = send("GET", "/api/v1/deliveries", "", cookie);
        assertEquals(403, bare.statusCode());
        assertTrue(bare.body().contains("Telltale-Page"), bare.body());
        String[] foreign = with(session, "Sec-Fetch-Site", "cross-site");
        assertEquals(200, send("GET", "/api/v1/deliveries", "", foreign).statusCode());
        assertEquals(403, send("DELETE", "/api/v1/sessions", "", foreign).statusCode());
        assertEquals(403, send("DELETE", "/api/v1/session", "", foreign).statusCode());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());
        assertEquals(
                403,
                send("POST", "/api/v1/session", key(ServedApi.ADMIN_KEY)).statusCode(),
                "another site cannot sign a browser in");
    }

    @Test
    void aKeyOfTheHomeSignsInWithItsRole() throws Exception {
        String[] session = session(signIn(key(ServedApi.ADMIN_KEY)));
        JsonObject shown = json(send("GET", "/api/v1/session", "", session));
        assertEquals("admin key key", role(shown));
        assertEquals(
                "send track-key key",
                role(json(send("GET", "/api/v1/session", "", session(signIn(key(ServedApi.TRACK_KEY)))))));

        api.access.replaceKeys("another-admin-key-of-this-test", null);
        assertEquals(NONE, send("GET", "/api/v1/session", "", session).body());
        HttpResponse<String> refused = send("GET", "/api/v1/deliveries", "", session);
        assertEquals(401, refused.statusCode());
        assertTrue(refused.body().contains("was replaced"), refused.body());
    }

    private static String role(JsonObject session) {
        return session.getString("role") + " " + session.getString("name") + " " + session.getString("method");
    }

    @Test
    void anApiKeySignsInWithItsRoleAndLimitsAndItsEndIsThatOfTheSession() throws Exception {
        JsonObject issued = json(api.change(
                "POST",
                "api/v1/keys",
                "{\"name\": \"shop\", \"role\": \"send\", \"campaignPrefix\": \"shop-\","
                        + " \"ranges\": [\"127.0.0.0/8\", \"::1\"]}"));
        String[] session = session(signIn(key(issued.getString("key"))));
        assertEquals("send shop key", role(json(send("GET", "/api/v1/session", "", session))));
        assertEquals(403, send("GET", "/api/v1/deliveries", "", session).statusCode());
        HttpResponse<String> outside = send(
                "POST",
                "/api/v1/messages",
                "{\"to\": \"ann@example.com\", \"html\": \"x\", \"campaign\": \"press\"}",
                session);
        assertEquals(403, outside.statusCode(), outside::body);
        assertEquals("campaignPrefix", json(outside).getString("rule"));

        assertEquals(
                204,
                api.change("DELETE", "api/v1/keys/" + issued.getString("id"), "")
                        .statusCode());
        HttpResponse<String> revoked = send("GET", "/api/v1/openapi.json", "", session);
        assertEquals(401, revoked.statusCode());
        assertTrue(revoked.body().contains("was revoked"), revoked.body());
        assertEquals(NONE, send("GET", "/api/v1/session", "", session).body());
        assertEquals(401, signIn(key(issued.getString("key"))).statusCode());
    }

    @Test
    void afterTenFailuresANetworkWaitsButALinkStillSignsIn() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertEquals(403, signIn(key("wrong " + i)).statusCode());
        }
        HttpResponse<String> refused = signIn(key(ServedApi.ADMIN_KEY));
        assertEquals(429, refused.statusCode());
        assertEquals("600", refused.headers().firstValue("Retry-After").orElse(""));
        assertFalse(refused.body().contains(ServedApi.ADMIN_KEY));
        assertEquals(200, api.get("api/v1/deliveries").statusCode(), "keys still work");
        assertEquals(204, signIn(code(ServedApi.SIGN_IN_CODE)).statusCode());
        api.clock.advance(Duration.ofMinutes(10));
        api.keys.refresh();
        assertEquals(204, signIn(key(ServedApi.ADMIN_KEY)).statusCode());
        String metrics = api.get("metrics").body();
        assertTrue(metrics.contains("telltale_sign_ins_total{method=\"key\",result=\"failed\"} 10.0"), metrics);
        assertTrue(metrics.contains("telltale_sign_ins_total{method=\"key\",result=\"limited\"} 1.0"), metrics);
        assertTrue(metrics.contains("telltale_sign_ins_total{method=\"link\",result=\"succeeded\"} 1.0"), metrics);
    }

    @Test
    void usersOfARealmSignInOnlyIfThatIsConfigured() throws Exception {
        HttpResponse<String> refused = signIn("{\"user\": \"ann\", \"password\": \"x\"}");
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("TELLTALE_REALM"), refused.body());
    }

    @Test
    void anAdministratorSeesAllSessionsAndEndsThem() throws Exception {
        String[] admin = session(signIn(key(ServedApi.ADMIN_KEY)));
        api.clock.advance(Duration.ofMillis(1));
        String[] link = session(signIn(code(ServedApi.SIGN_IN_CODE)));
        List<JsonObject> listed = json(send("GET", "/api/v1/sessions", "", admin))
                .getJsonArray("sessions")
                .getValuesAs(JsonObject.class);
        assertEquals(
                List.of("key true 127.0.0.0/24", "link false 127.0.0.0/24"),
                listed.stream()
                        .map(one -> one.getString("name") + " " + one.getBoolean("current") + " "
                                + one.getString("network"))
                        .toList());
        String path = "/api/v1/sessions/" + listed.get(1).getString("id");
        assertEquals(204, send("DELETE", path, "", admin).statusCode());
        assertEquals(404, send("DELETE", path, "", admin).statusCode());
        assertEquals(404, send("DELETE", "/api/v1/sessions/x", "", admin).statusCode());
        assertEquals(
                404,
                send("DELETE", "/api/v1/sessions/" + new UUID(0, 0), "", admin).statusCode());
        assertEquals(401, send("GET", "/api/v1/deliveries", "", link).statusCode());
    }

    @Test
    void signingOutEverywhereEndsTheSessionsOfTheCallerAlone() throws Exception {
        String[] here = session(signIn(key(ServedApi.ADMIN_KEY)));
        String[] there = session(signIn(key(ServedApi.ADMIN_KEY)));
        String[] other = session(signIn(code(ServedApi.SIGN_IN_CODE)));
        HttpResponse<String> ended = send("DELETE", "/api/v1/sessions", "", here);
        assertEquals(204, ended.statusCode());
        assertTrue(ended.headers().firstValue("Set-Cookie").orElse("").contains("Max-Age=0"));
        assertEquals(401, send("GET", "/api/v1/deliveries", "", here).statusCode());
        assertEquals(401, send("GET", "/api/v1/deliveries", "", there).statusCode());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", other).statusCode());

        String[] again = session(signIn(key(ServedApi.ADMIN_KEY)));
        assertEquals(204, api.change("DELETE", "api/v1/sessions", "").statusCode(), "with the key itself");
        assertEquals(401, send("GET", "/api/v1/deliveries", "", again).statusCode());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", other).statusCode());
    }

    @Test
    void anApiKeyNamedLikeTheKeyOfTheHomeDoesNotEndItsSessions() throws Exception {
        String[] home = session(signIn(key(ServedApi.ADMIN_KEY)));
        String named = json(api.change("POST", "api/v1/keys", "{\"name\": \"key\", \"role\": \"admin\"}"))
                .getString("key");
        String[] session = session(signIn(key(named)));
        assertEquals(204, send("DELETE", "/api/v1/sessions", "", session).statusCode());
        assertEquals(401, send("GET", "/api/v1/deliveries", "", session).statusCode());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", home).statusCode());
    }

    @Test
    void aSessionEndsByItselfWhenItIsNotUsed() throws Exception {
        String[] session = session(signIn(key(ServedApi.ADMIN_KEY)));
        advance(Duration.ofHours(7));
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());
        advance(Duration.ofHours(8));
        assertEquals(401, send("GET", "/api/v1/deliveries", "", session).statusCode());
    }

    @Test
    void whileSessionsCannotBeCheckedTheyAreForReading() throws Exception {
        String[] session = session(signIn(code(ServedApi.SIGN_IN_CODE)));
        api.clock.advance(Duration.ofSeconds(6));
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());
        assertEquals(
                503,
                send("PUT", "/api/v1/topics/x", "{\"title\": \"X\"}", session).statusCode());
        api.clock.advance(Duration.ofMinutes(5));
        HttpResponse<String> unknown = send("GET", "/api/v1/deliveries", "", session);
        assertEquals(503, unknown.statusCode());
        assertTrue(unknown.body().contains("session cannot be checked"), unknown.body());
        assertEquals(503, send("GET", "/api/v1/session", "", session).statusCode());
        api.sessions.refresh();
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());
    }

    private void advance(Duration time) {
        api.clock.advance(time);
        api.keys.refresh();
        api.sessions.refresh();
    }

    private HttpResponse<String> signIn(String body, String... headers) throws IOException, InterruptedException {
        return send("POST", "/api/v1/session", body, with(PAGE, headers));
    }

    private static String[] with(String[] headers, String... more) {
        return Stream.concat(Stream.of(headers), Stream.of(more)).toArray(String[]::new);
    }

    private static String code(String code) {
        return "{\"code\":\"" + code + "\"}";
    }

    private static String key(String key) {
        return "{\"key\":\"" + key + "\"}";
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return JsonBody.parse(answer.body()).asJsonObject();
    }

    private static String[] session(HttpResponse<String> signedIn) {
        assertEquals(204, signedIn.statusCode(), signedIn::body);
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        return new String[] {PAGE[0], PAGE[1], "Cookie", cookie.substring(0, cookie.indexOf(';'))};
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + api.port() + "/app" + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
