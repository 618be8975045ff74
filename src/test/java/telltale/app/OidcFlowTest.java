package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import telltale.oidc.TestProvider;
import telltale.openapi.ServedApplication;

/** Signing in at a provider with a browser's redirects and cookies, over HTTP. */
@Timeout(120)
class OidcFlowTest {
    private static final String BEGIN = "/api/v1/session/oidc";
    private static final String SESSION = "/api/v1/session";

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestProvider provider;

    @BeforeEach
    void start() throws Exception {
        provider = new TestProvider();
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private ServedApplication application(String... more) throws Exception {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "TELLTALE_LOG_LEVEL",
                "info",
                "TELLTALE_OIDC_ISSUER",
                provider.issuer(),
                "TELLTALE_OIDC_CLIENT_ID",
                TestProvider.CLIENT_ID,
                "TELLTALE_OIDC_CLIENT_SECRET",
                TestProvider.CLIENT_SECRET,
                "TELLTALE_OIDC_ROLES",
                "admin=telltale-admins, read=staff"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new ServedApplication(folder, settings);
    }

    @Test
    void aBrowserIsSignedInAndSentToTheDashboard() throws Exception {
        try (ServedApplication application = application()) {
            HttpResponse<String> begun = get(application.url() + BEGIN);
            assertEquals(302, begun.statusCode(), begun.body());
            String ticket = setCookie(begun, "telltale-oidc");
            assertTrue(ticket.contains("; Path=/app/api/v1/session/oidc;"), ticket);
            for (String attribute : List.of("HttpOnly", "SameSite=Lax", "Max-Age=600")) {
                assertTrue(ticket.contains(attribute), ticket);
            }

            String back = location(get(location(begun)));
            assertTrue(back.startsWith(application.url() + BEGIN + "/callback?"), back);
            HttpResponse<String> finished = get(back, "Cookie", value(ticket));
            assertEquals(302, finished.statusCode(), finished.body());
            assertEquals(application.url() + "/", location(finished));
            assertTrue(
                    setCookie(finished, "telltale-oidc").startsWith("telltale-oidc=; "), finished.headers()::toString);
            String session = setCookie(finished, "telltale-session");
            for (String attribute : List.of("HttpOnly", "SameSite=Lax", "Path=/app/")) {
                assertTrue(session.contains(attribute), session);
            }

            HttpResponse<String> who = get(application.url() + SESSION, "Cookie", value(session), "Telltale-Page", "1");
            for (String member : List.of(
                    "\"role\":\"admin\"",
                    "\"name\":\"ann@example.com (248289761001)\"",
                    "\"method\":\"oidc\"",
                    "\"oidc\":true")) {
                assertTrue(who.body().contains(member), who.body());
            }
            assertEquals(
                    200,
                    get(application.url() + "/api/v1/keys", "Cookie", value(session), "Telltale-Page", "1")
                            .statusCode());
            // The same answer again, as from the history of the browser.
            HttpResponse<String> again = get(back, "Cookie", value(ticket));
            assertEquals(403, again.statusCode());
            assertEquals(List.of(), again.headers().allValues("Set-Cookie"));
        }
    }

    @Test
    void theAnswerInAnotherBrowserSignsNoOneIn() throws Exception {
        try (ServedApplication application = application()) {
            HttpResponse<String> victim = get(application.url() + BEGIN);
            String attackersAnswer = location(get(location(get(application.url() + BEGIN))));
            for (String[] cookie : List.of(
                    new String[0],
                    new String[] {"Cookie", value(setCookie(victim, "telltale-oidc"))},
                    new String[] {"Cookie", "telltale-oidc=nonsense"})) {
                HttpResponse<String> refused = get(attackersAnswer, cookie);
                assertEquals(403, refused.statusCode());
                assertEquals(List.of(), refused.headers().allValues("Set-Cookie"), "nothing is set or cleared");
            }
            assertFalse(provider.requests.contains("/token"));
            // The person's own sign-in still works.
            HttpResponse<String> finished =
                    get(location(get(location(victim))), "Cookie", value(setCookie(victim, "telltale-oidc")));
            assertEquals(302, finished.statusCode(), finished.body());
        }
    }

    @Test
    void addressesAreThoseOfTheSettingWhateverARequestClaims() throws Exception {
        try (ServedApplication application = application("TELLTALE_URL", "https://mail.example.com/app/")) {
            String answer = raw(
                    application.port(),
                    "GET /app" + BEGIN + " HTTP/1.1\r\n"
                            + "Host: evil.example\r\n"
                            + "X-Forwarded-Host: evil.example\r\n"
                            + "X-Forwarded-Proto: http\r\n"
                            + "Forwarded: host=evil.example;proto=http\r\n"
                            + "Connection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 302"), answer);
            assertFalse(answer.contains("evil"), answer);
            assertTrue(
                    answer.contains(
                            "redirect_uri=https%3A%2F%2Fmail.example.com%2Fapp%2Fapi%2Fv1%2Fsession%2Foidc%2Fcallback"),
                    answer);
            assertTrue(answer.contains("Set-Cookie: __Host-telltale-oidc="), answer);
            assertTrue(answer.contains("; Path=/; Secure; HttpOnly; SameSite=Lax"), answer);
        }
    }

    @Test
    void onlyAGetFinishes() throws Exception {
        try (ServedApplication application = application()) {
            HttpResponse<String> begun = get(application.url() + BEGIN);
            String back = location(get(location(begun)));
            String[] cookie = {"Cookie", value(setCookie(begun, "telltale-oidc"))};
            for (String method : List.of("HEAD", "POST", "PUT")) {
                assertEquals(405, send(method, back, "", cookie).statusCode(), method);
            }
            assertFalse(provider.requests.contains("/token"));
            assertEquals(302, get(back, cookie).statusCode());
        }
    }

    @Test
    void aPersonSeesAPageAndAProgramAProblem() throws Exception {
        provider.idTokenClaims.put("groups", List.of("<b>sales</b>"));
        try (ServedApplication application = application()) {
            HttpResponse<String> page = finish(application, "Accept", "text/html,application/xhtml+xml");
            assertEquals(403, page.statusCode());
            assertEquals(
                    "text/html;charset=UTF-8",
                    page.headers().firstValue("Content-Type").orElse(""));
            assertTrue(page.body().contains("has none of the groups [&quot;&lt;b>sales&lt;/b>&quot;]"), page.body());
            assertTrue(page.body().contains("<a href=\"" + application.url() + "/\">"), page.body());
            assertTrue(page.headers()
                    .firstValue("Content-Security-Policy")
                    .orElse("")
                    .startsWith("default-src 'none'; style-src 'sha256-"));
            HttpResponse<String> problem = finish(application);
            assertEquals(
                    "application/problem+json",
                    problem.headers().firstValue("Content-Type").orElse(""));
            assertTrue(problem.body().contains("urn:telltale:problem:permission-denied"), problem.body());
        }
    }

    @Test
    void theRoleIsReadAgainAtEverySignIn() throws Exception {
        try (ServedApplication application = application()) {
            assertEquals("admin", role(application, finish(application)));
            provider.idTokenClaims.put("groups", List.of("staff"));
            assertEquals("read", role(application, finish(application)));
        }
    }

    @Test
    void aSlowProviderDelaysNothingElseAndEndsInAPage() throws Exception {
        try (ServedApplication application = application()) {
            provider.faults.put("/.well-known/openid-configuration", exchange -> pause());
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                waiting.add(client.sendAsync(
                        request("GET", application.url() + BEGIN, "", "Accept", "text/html"),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertEquals(200, get(application.url() + SESSION).statusCode());
                assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_500);
            }
            HttpResponse<String> first = waiting.get(0).join();
            assertEquals(503, first.statusCode());
            assertTrue(first.body().contains("The sign-in provider is not available."), first.body());
            provider.faults.clear();
            waiting.forEach(CompletableFuture::join);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void forgedAnswersAreLimitedByNetwork() throws Exception {
        try (ServedApplication application = application()) {
            HttpResponse<String> last = get(application.url() + BEGIN + "/callback?state=a&code=b");
            assertEquals(403, last.statusCode());
            for (int i = 0; i < 10; i++) {
                last = get(application.url() + BEGIN + "/callback?state=a&code=b");
            }
            assertEquals(429, last.statusCode(), last.body());
            assertTrue(last.headers().firstValue("Retry-After").isPresent());
        }
    }

    @Test
    void withoutAProviderTheMissingSettingIsNamed() throws Exception {
        try (ServedApplication application = new ServedApplication(folder, Map.of())) {
            for (String path : List.of(BEGIN, BEGIN + "/callback")) {
                HttpResponse<String> refused = get(application.url() + path);
                assertEquals(503, refused.statusCode());
                assertTrue(refused.body().contains("TELLTALE_OIDC_ISSUER is not set"), refused.body());
            }
            assertTrue(get(application.url() + SESSION).body().contains("\"oidc\":false"));
        }
    }

    @Test
    void keysOpenNoSessionsIfTheProviderIsTheOnlyWay() throws Exception {
        try (ServedApplication application = application("TELLTALE_OIDC_ONLY", "on")) {
            String home = Files.readString(folder.resolve("home/key")).strip();
            String[] bearer = {"Authorization", "Bearer " + home};
            String created = send(
                            "POST",
                            application.url() + "/api/v1/keys",
                            "{\"name\":\"shop\",\"role\":\"admin\"}",
                            bearer)
                    .body();
            String key = created.replaceAll("(?s).*\"key\":\"(tt_live_\\w+)\".*", "$1");

            HttpResponse<String> refused = signIn(application, key);
            assertEquals(403, refused.statusCode());
            assertTrue(refused.body().contains("TELLTALE_OIDC_ONLY is on"), refused.body());
            assertEquals(
                    403,
                    signIn(application, home, "X-Forwarded-For", "192.0.2.1").statusCode());
            assertEquals(204, signIn(application, home).statusCode(), "the way back in, on this machine");

            String links = application.url() + "/api/v1/sign-in-links";
            assertEquals(
                    403,
                    send("POST", links, "{}", "Authorization", "Bearer " + key).statusCode());
            assertEquals(201, send("POST", links, "{}", bearer).statusCode());
            assertEquals(
                    200,
                    get(application.url() + "/api/v1/deliveries", "Authorization", "Bearer " + key)
                            .statusCode(),
                    "programs still use keys");
        }
    }

    @Test
    void neitherCodesNorTokensNorSecretsAreLogged() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        // They drop warnings that earlier tests have repeated.
        List<TurboFilter> filters = List.copyOf(root.getLoggerContext().getTurboFilterList());
        root.getLoggerContext().resetTurboFilterList();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        try (ServedApplication application = application()) {
            finish(application);
            provider.claims = claims -> claims.audience("another");
            finish(application);
            provider.error = "access_denied";
            finish(application);
        } finally {
            root.detachAppender(lines);
            filters.forEach(root.getLoggerContext()::addTurboFilter);
        }
        String log = lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList()
                .toString();
        assertTrue(log.contains("Signing in by oidc failed (the ID token is not valid: Unexpected JWT audience"), log);
        assertTrue(
                log.contains(
                        "Signing in by oidc was not possible (the provider answered with the error access_denied)"),
                log);
        for (String secret : List.of("an-access-token", "eyJ", TestProvider.CLIENT_SECRET, "code=", "state=")) {
            assertFalse(log.contains(secret), log);
        }
    }

    // The browser

    private HttpResponse<String> finish(ServedApplication application, String... headers) throws Exception {
        HttpResponse<String> begun = get(application.url() + BEGIN);
        List<String> all = new ArrayList<>(List.of("Cookie", value(setCookie(begun, "telltale-oidc"))));
        all.addAll(List.of(headers));
        return get(location(get(location(begun))), all.toArray(String[]::new));
    }

    private String role(ServedApplication application, HttpResponse<String> finished) throws Exception {
        String session = value(setCookie(finished, "telltale-session"));
        return get(application.url() + SESSION, "Cookie", session, "Telltale-Page", "1")
                .body()
                .replaceAll(".*\"role\":\"(\\w+)\".*", "$1");
    }

    private HttpResponse<String> signIn(ServedApplication application, String key, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Telltale-Page", "1"));
        all.addAll(List.of(headers));
        return send("POST", application.url() + SESSION, "{\"key\":\"" + key + "\"}", all.toArray(String[]::new));
    }

    private HttpResponse<String> get(String address, String... headers) throws Exception {
        return send("GET", address, "", headers);
    }

    private HttpResponse<String> send(String method, String address, String body, String... headers) throws Exception {
        return client.send(request(method, address, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String method, String address, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(response.statusCode() + " " + response.body()));
    }

    private static String setCookie(HttpResponse<String> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError(response.statusCode() + " " + response.body()));
    }

    private static String value(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }
}
