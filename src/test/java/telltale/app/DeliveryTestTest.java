package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.openapi.ServedApplication;
import telltale.web.http.Json;

/** The test of mail by the whole application, with a mail server that brings its mails back. */
@Timeout(180)
class DeliveryTestTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> settings = new TreeMap<>();
    private ReturningRelay relay;

    @BeforeEach
    void start() throws Exception {
        int listener = FreePort.find();
        relay = new ReturningRelay(listener);
        settings.putAll(Map.of(
                "EMAIL_PORT", String.valueOf(relay.port()),
                "EMAIL_FROM", "news@example.com",
                "EMAIL_BOUNCES", "bounces.example.com",
                "TELLTALE_INBOUND_PORT", String.valueOf(listener),
                "PIXEL_URL", "{url}/pixel"));
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    @Test
    void mailsComeBackAndFetchesAreJudgedWithoutBeingCounted() throws Exception {
        try (ServedApplication application = new ServedApplication(folder, settings)) {
            JsonObject report = test(application);
            assertEquals(
                    ids(
                            "mail-accepted",
                            "mail-received",
                            "mail-spf-pass",
                            "mail-dkim-fail",
                            "mail-dmarc-pass",
                            "mail-not-signed",
                            "mail-tls",
                            "mail-tracking-intact",
                            "bounce-received",
                            "fetch-recorded"),
                    found(report));
            assertEquals(List.of(), report.getJsonArray("waitingFor"));
            assertVerdicts(report);
            assertEquals(
                    0,
                    json(get(application, "/api/v1/deliveries"))
                            .getJsonArray("deliveries")
                            .size());
            assertEquals(
                    0,
                    json(get(application, "/api/v1/inbound"))
                            .getJsonArray("reports")
                            .size());
            assertEquals(
                    0,
                    json(get(application, "/api/v1/events"))
                            .getJsonArray("events")
                            .size());
            String metrics = get(application, "/metrics").body();
            assertTrue(metrics.contains("telltale_hits_total{disposition=\"test\"} 8.0"), metrics);
        }
    }

    private static void assertVerdicts(JsonObject report) {
        List<String> verdicts = new ArrayList<>();
        for (JsonObject fetch : report.getJsonArray("fetches").getValuesAs(JsonObject.class)) {
            assertTrue(fetch.containsKey("here") && !fetch.isNull("here"), fetch::toString);
            assertEquals("127.0.0.0/24", fetch.getString("network"));
            assertFalse(fetch.getJsonArray("reasons").isEmpty());
            verdicts.add(fetch.getString("fetched") + " "
                    + fetch.getJsonObject("there").getString("class"));
        }
        assertEquals(
                List.of(
                        "open human-via-proxy",
                        "open prefetch",
                        "open human-direct",
                        "open human-via-proxy",
                        "click scanner",
                        "click unfurler",
                        "open human-direct"),
                verdicts);
    }

    @Test
    void whatTheServersDoWrongIsFound() throws Exception {
        relay.results = "";
        relay.refuses = true;
        settings.put("EMAIL_SERVERS", "broken smtp://127.0.0.1:1");
        try (ServedApplication application = new ServedApplication(folder, settings)) {
            Set<String> found = found(test(application));
            assertTrue(
                    found.containsAll(ids("mail-refused", "mail-results-absent", "bounce-refused-at-once")),
                    found::toString);
        }
    }

    @Test
    void withoutAReturnPathTheMailIsSentToTheSenderAlone() throws Exception {
        settings.remove("EMAIL_BOUNCES");
        settings.remove("TELLTALE_INBOUND_PORT");
        relay.loses = true;
        try (ServedApplication application = new ServedApplication(folder, settings)) {
            JsonObject report = test(application);
            assertEquals(ids("mail-accepted", "mail-not-read", "bounce-not-tried", "fetch-recorded"), found(report));
            assertFalse(report.toString().contains("news@example.com"), report::toString);
        }
    }

    /** Starts a test, and waits for its end. */
    private JsonObject test(ServedApplication application) throws Exception {
        HttpResponse<String> started = send(application, "POST", "/api/v1/doctor/tests");
        assertEquals(202, started.statusCode(), started.body());
        String id = json(started).getString("id");
        JsonObject report = json(started);
        while (report.isNull("endedAt")) {
            LockSupport.parkNanos(50_000_000);
            report = json(get(application, "/api/v1/doctor/tests/" + id));
        }
        return report;
    }

    private HttpResponse<String> get(ServedApplication application, String path) throws Exception {
        return send(application, "GET", path);
    }

    private HttpResponse<String> send(ServedApplication application, String method, String path) throws Exception {
        String key = Files.readString(folder.resolve("home").resolve("key")).strip();
        return client.send(
                HttpRequest.newBuilder(URI.create(application.url() + path))
                        .header("Authorization", "Bearer " + key)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private static Set<String> found(JsonObject report) {
        Set<String> found = new TreeSet<>();
        report.getJsonArray("findings")
                .getValuesAs(JsonObject.class)
                .forEach(finding -> found.add(finding.getString("id")));
        return found;
    }

    private static Set<String> ids(String... ids) {
        return new TreeSet<>(List.of(ids));
    }
}
