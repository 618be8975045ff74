package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;
import telltale.web.http.StrictJson;

/** The whole application with a mail server, a recipient who opens its mails, and its API. */
abstract class PrivacyFixture {
    static final String HTML = "<a href='https://shop.example/sale'>Sale</a>";
    static final Pattern PIXEL = Pattern.compile("/pixel/([A-Za-z0-9_-]{48})");
    static final Pattern CLICK = Pattern.compile("/click/([A-Za-z0-9_-]{50,})");

    @TempDir
    Path folder;

    final HttpClient client = HttpClient.newHttpClient();
    ScriptedSmtpServer mailServer;
    private @Nullable ServedApplication application;
    String key = "";

    @BeforeEach
    void startMailServer() throws IOException {
        mailServer = ScriptedSmtpServer.start();
    }

    final void start(String profile) throws Exception {
        start(Map.of("TELLTALE_PRIVACY", profile));
    }

    final void start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("EMAIL_PORT", String.valueOf(mailServer.port()));
        application = new ServedApplication(folder, all);
        key = Files.readString(folder.resolve("home").resolve("key")).strip();
    }

    @AfterEach
    void stop() throws Exception {
        close();
        mailServer.close();
    }

    final void close() throws Exception {
        if (application != null) {
            application.close();
            application = null;
        }
    }

    final String url() {
        return Objects.requireNonNull(application).url();
    }

    final String mail(String to, String more) throws Exception {
        return sent("messages", message(to, more));
    }

    /** The mail that a request of the API sends. */
    final String sent(String path, String body) throws Exception {
        int before = mailServer.messages().size();
        HttpResponse<String> answer = post(path, body);
        assertEquals(202, answer.statusCode(), answer.body());
        while (mailServer.messages().size() == before) {
            Thread.onSpinWait();
        }
        return mailServer.messages().get(before).replace("=\r\n", "").replace("=3D", "=");
    }

    static String message(String to, String more) {
        return "{\"to\": \"" + to + "\", \"html\": \"" + HTML + "\"" + more + "}";
    }

    final void decide(String address, String purpose, String decision) throws Exception {
        HttpResponse<String> recorded = post(
                "consents",
                "{\"address\": \"" + address + "\", \"purpose\": \"" + purpose + "\", \"decision\": \"" + decision
                        + "\", \"wording\": \"1\", \"channel\": \"form\", \"evidence\": \"row 1\"}");
        assertEquals(201, recorded.statusCode(), recorded.body());
    }

    final void open(String mail) throws Exception {
        assertEquals(200, fetch("/pixel/" + token(PIXEL, mail)));
    }

    final void click(String mail) throws Exception {
        assertEquals(302, fetch("/click/" + token(CLICK, mail)));
    }

    static String token(Pattern pattern, String mail) {
        Matcher found = pattern.matcher(mail);
        assertTrue(found.find(), mail);
        return found.group(1);
    }

    final int fetch(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path)).version(HttpClient.Version.HTTP_1_1);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The number of stored events; the API waits until earlier hits are stored. */
    final int events() throws Exception {
        return get("events?limit=200").getJsonArray("events").size();
    }

    final JsonObject accepted(String message) throws Exception {
        HttpResponse<String> answer = post("messages", message);
        assertEquals(202, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    final JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api(path)).GET());
        assertEquals(200, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    final HttpResponse<String> post(String path, String json) throws Exception {
        return send(HttpRequest.newBuilder(api(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    final URI api(String path) {
        return URI.create(url() + "/api/v1/" + path);
    }

    final HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofString());
    }
}
