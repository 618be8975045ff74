package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in to the page by the link that the launcher prints. */
class SessionApiTest {
    private static final String[] PAGE = {"Telltale-Page", "1"};

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-29T12:00:00Z"));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void aSessionReadsTheApiUntilItIsSignedOut() throws Exception {
        String[] session = session(signIn(ServedApi.SIGN_IN_CODE));

        assertEquals(
                "{\"role\":\"admin\"}",
                send("GET", "/api/v1/session", "", session).body());
        assertEquals(200, send("GET", "/api/v1/deliveries", "", session).statusCode());

        assertEquals(204, send("DELETE", "/api/v1/session", "", session).statusCode());
        assertEquals(401, send("GET", "/api/v1/deliveries", "", session).statusCode());
        assertEquals(
                "{\"role\":\"none\"}",
                send("GET", "/api/v1/session", "", session).body());
    }

    @Test
    void aLinkSignsInOnce() throws Exception {
        assertEquals(204, signIn(ServedApi.SIGN_IN_CODE).statusCode());
        HttpResponse<String> again = signIn(ServedApi.SIGN_IN_CODE);
        assertEquals(403, again.statusCode());
        assertTrue(again.body().contains("used, expired or incomplete"), again.body());
        assertEquals(List.of(), again.headers().allValues("Set-Cookie"));
    }

    @Test
    void aWrongCodeDoesNotUseTheLinkUp() throws Exception {
        assertEquals(403, signIn("another").statusCode());
        assertEquals(400, send("POST", "/api/v1/session", "{}").statusCode());
        assertEquals(204, signIn(ServedApi.SIGN_IN_CODE).statusCode());
    }

    @Test
    void theCookieIsForThisPathAndOutOfReachOfScripts() throws Exception {
        String cookie = signIn(ServedApi.SIGN_IN_CODE)
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        for (String attribute : List.of("HttpOnly", "SameSite=Strict", "Path=/app/", "Max-Age=43200")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
    }

    @Test
    void theCookieAloneIsNoSession() throws Exception {
        String[] session = session(signIn(ServedApi.SIGN_IN_CODE));
        String[] cookie = {session[2], session[3]};
        assertEquals(401, send("GET", "/api/v1/deliveries", "", cookie).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "Via"})
    void aForwardedRequestNeitherSignsInNorHasASession(String header) throws Exception {
        String[] forwarded = {header, "192.0.2.1"};
        assertEquals(
                403,
                send("POST", "/api/v1/session", code(ServedApi.SIGN_IN_CODE), forwarded)
                        .statusCode());

        String[] session = session(signIn(ServedApi.SIGN_IN_CODE));
        String[] both = Stream.concat(Stream.of(session), Stream.of(forwarded)).toArray(String[]::new);
        assertEquals(401, send("GET", "/api/v1/deliveries", "", both).statusCode());
    }

    private HttpResponse<String> signIn(String code) throws IOException, InterruptedException {
        return send("POST", "/api/v1/session", code(code));
    }

    private static String code(String code) {
        return "{\"code\":\"" + code + "\"}";
    }

    private static String[] session(HttpResponse<String> signedIn) {
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        return new String[] {PAGE[0], PAGE[1], "Cookie", cookie.substring(0, cookie.indexOf(';'))};
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + api.port() + "/app" + path))
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
