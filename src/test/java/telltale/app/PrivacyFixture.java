package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.DatabaseText;
import telltale.web.http.StrictJson;

/** The whole application with a mail server, a recipient who opens its mails, and its API. */
abstract class PrivacyFixture {
    static final String HTML = "<a href='https://shop.example/sale'>Sale</a>";
    static final Pattern PIXEL = Pattern.compile("/pixel/([A-Za-z0-9_-]{48})");
    static final Pattern PREFERENCES = Pattern.compile("/preferences/([A-Za-z0-9_-]{48})");
    static final Pattern CLICK = Pattern.compile("/click/([A-Za-z0-9_-]{50,})");

    static final String ANN = "ann@example.com";
    static final String BEN = "ben@example.com";
    static final String CAMPAIGN = ", \"campaign\": \"spring\"";
    /** A browser in which a person reads mail. */
    static final String BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/143.0.0.0 Safari/537.36";

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

    /** The mails of a message to several recipients. */
    final List<String> mails(int recipients, String more) throws Exception {
        int before = mailServer.messages().size();
        String to = IntStream.range(0, recipients)
                .mapToObj(i -> "\"r" + i + "@example.com\"")
                .collect(Collectors.joining(", ", "[", "]"));
        JsonObject unused = accepted("{\"to\": " + to + ", \"html\": \"" + HTML + "\"" + more + "}");
        while (mailServer.messages().size() < before + recipients) {
            Thread.onSpinWait();
        }
        return mailServer.messages().subList(before, before + recipients).stream()
                .map(mail -> mail.replace("=\r\n", "").replace("=3D", "="))
                .toList();
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

    /** As a browser loads images; the address counts behind a trusted proxy. */
    final void openByPerson(String mail) throws Exception {
        String path = "/pixel/" + token(PIXEL, mail);
        assertEquals(
                200,
                fetch(
                        path,
                        "User-Agent",
                        BROWSER,
                        "Accept",
                        "image/avif,image/webp,image/apng,image/*,*/*;q=0.8",
                        "Accept-Language",
                        "en-GB,en;q=0.9",
                        "Accept-Encoding",
                        "gzip, deflate, br, zstd",
                        "Sec-Fetch-Site",
                        "cross-site",
                        "Sec-Fetch-Mode",
                        "no-cors",
                        "Sec-Fetch-Dest",
                        "image",
                        "X-Forwarded-For",
                        "203.0.113.77"));
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

    /** The delivery of the newest event; the API waits until earlier hits are stored. */
    final String deliveryOfEvent() throws Exception {
        return get("events").getJsonArray("events").getJsonObject(0).getString("delivery");
    }

    final String exported(String address) throws Exception {
        return post("persons/export", "{\"address\": \"" + address + "\"}").body();
    }

    /** Uses the API with a new key of a role from now on. */
    final void become(String role) throws Exception {
        key = object(post("keys", "{\"name\": \"" + role + "\", \"role\": \"" + role + "\"}"))
                .getString("key");
    }

    final int status(String path) throws Exception {
        return send(HttpRequest.newBuilder(api(path)).GET()).statusCode();
    }

    /** Posts a choice to the preference page of a mail, as its form does. */
    final int choose(String mail, String choice) throws Exception {
        return form("/preferences/" + token(PREFERENCES, mail), choice);
    }

    final int form(String path, String fields) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    static JsonObject object(HttpResponse<String> answer) {
        return StrictJson.read(answer.body()).asJsonObject();
    }

    final String database() throws Exception {
        String file = "jdbc:sqlite:" + folder.resolve("home").resolve("telltale.db");
        try (Connection connection = Objects.requireNonNull(new JDBC().connect(file, new Properties()))) {
            return DatabaseText.of(connection, null);
        }
    }

    final String spool() throws IOException {
        StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder.resolve("home").resolve("spool"))) {
            for (Path file : files) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
