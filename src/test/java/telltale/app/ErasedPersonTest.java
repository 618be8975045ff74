package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.openapi.ServedApplication;
import telltale.postgres.PostgresServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.web.http.StrictJson;
import telltale.webhooks.Receiver;

/** The whole application stores data about a person in each of its parts, and erases them. */
@Timeout(240)
class ErasedPersonTest {
    private static final String ADDRESS = "zoe.quibble@erased.example";
    private static final String WHO = "{\"address\": \"" + ADDRESS + "\"}";
    /** The audit log keeps what was done to which delivery; it is in the certificate. */
    private static final Set<String> KEPT = Set.of("audit.target");

    private static final String POSTGRESQL_TABLES = "select table_name from information_schema.tables"
            + " where table_schema = 'telltale' and table_type = 'BASE TABLE'";

    private static final Pattern LINK =
            Pattern.compile("/(pixel|click|unsubscribe|preferences|view)/([A-Za-z0-9_.-]{20,})");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: (<.*>)\\r?$");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScriptedSmtpServer mailServer = ScriptedSmtpServer.start();
    private final Receiver receiver;
    private @Nullable ServedApplication application;
    private String key = "";

    ErasedPersonTest() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void stop() throws Exception {
        if (application != null) {
            application.close();
        }
        mailServer.close();
        receiver.close();
    }

    @Test
    void nothingOfThePersonIsLeftInTheEmbeddedDatabase() throws Exception {
        start(Map.of());
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("home/telltale.db"));
        erasesAll(List.of(source::getConnection), "select name from sqlite_schema where type = 'table'");
    }

    @Test
    void nothingOfThePersonIsLeftInPostgresql() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        start(Map.of("TELLTALE_DATABASE_URL", url, "TELLTALE_DATABASE_USER", "postgres"));
        erasesAll(List.of(connector(url)), POSTGRESQL_TABLES);
    }

    @Test
    void nothingOfThePersonIsLeftInSeveralDatabases() throws Exception {
        String first = PostgresServer.shared().newDatabase();
        String further = PostgresServer.shared().newDatabase();
        start(Map.of(
                "TELLTALE_DATABASE_URL",
                first,
                "TELLTALE_DATABASE_USER",
                "postgres",
                "TELLTALE_SHARDS",
                "1=" + further));
        while (!send(HttpRequest.newBuilder(URI.create(url() + "/health/ready")).GET())
                .body()
                .contains("{\"shard\":1,\"inUse\":true,\"getsMail\":true")) {
            Thread.onSpinWait();
        }
        erasesAll(List.of(connector(first), connector(further)), POSTGRESQL_TABLES);
    }

    private static Connector connector(String url) {
        return () -> {
            Connection connection = PostgresServer.connect(url);
            connection.setSchema("telltale");
            return connection;
        };
    }

    private interface Connector {
        Connection connect() throws SQLException;
    }

    private String url() {
        return Objects.requireNonNull(application).url();
    }

    private void start(Map<String, String> more) throws Exception {
        Map<String, String> settings = new TreeMap<>(more);
        settings.put("EMAIL_PORT", String.valueOf(mailServer.port()));
        settings.put("TELLTALE_WEBHOOK_NETWORKS", "127.0.0.1");
        settings.put("TELLTALE_WEBHOOK_PORTS", String.valueOf(receiver.port()));
        application = new ServedApplication(folder, settings);
        key = Files.readString(folder.resolve("home").resolve("key")).strip();
    }

    private void erasesAll(List<Connector> databases, String tables) throws Exception {
        StoredTraces traces = new StoredTraces(List.of("quibble"), fill());
        Set<String> before = in(databases, tables, traces);
        while (!before.contains("webhook_events.payload")) {
            before = in(databases, tables, traces);
        }
        assertTrue(
                before.containsAll(List.of(
                        "campaign_links.url",
                        "deliveries.id",
                        "deliveries.recipient",
                        "messages.content",
                        "outbox.data",
                        "reports.raw")),
                before::toString);
        JsonObject erased = json(post("persons/erase", WHO));
        assertTrue(erased.getBoolean("known"));
        assertEquals(KEPT, in(databases, tables, traces));
        verifiesTheCertificate(erased.getString("certificate"));
        // The files of hits are overwritten within a few seconds.
        while (!filesWith(traces).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static Set<String> in(List<Connector> databases, String tables, StoredTraces traces) throws SQLException {
        Set<String> found = new TreeSet<>();
        for (Connector connector : databases) {
            try (Connection database = connector.connect()) {
                found.addAll(traces.in(database, names(database, tables)));
            }
        }
        return found;
    }

    /** The files of the home with traces, other than those of the database, which is read by its columns. */
    private List<Path> filesWith(StoredTraces traces) throws IOException {
        return traces.in(folder.resolve("home")).stream()
                .filter(file -> !file.getFileName().toString().startsWith("telltale.db"))
                .toList();
    }

    private void verifiesTheCertificate(String certificate) throws Exception {
        JsonObject check = json(post(
                "persons/certificate", "{\"certificate\": \"" + certificate + "\", \"address\": \"" + ADDRESS + "\"}"));
        assertTrue(check.getBoolean("valid") && check.getBoolean("matches"), check::toString);
        JsonObject counts = check.getJsonObject("certificate").getJsonObject("erased");
        assertEquals(4, counts.getInt("deliveries"));
        assertEquals(1, counts.getInt("unassignedReports"));
        assertTrue(counts.getInt("events") > 0 && counts.getInt("reports") > 0, counts::toString);
        assertTrue(counts.getInt("linkDestinations") > 0 && counts.getInt("webhookEvents") > 0, counts::toString);
    }

    /** Uses every part for the person, and returns the ids of the deliveries. */
    private List<UUID> fill() throws Exception {
        String endpoint = json(post(
                        "webhooks",
                        "{\"url\": \"http://127.0.0.1:" + receiver.port()
                                + "/hook\", \"types\": [\"delivery.accepted\", \"open\", \"click\", \"reply\","
                                + " \"suppression.added\", \"unsubscribe\"], \"addresses\": true}"))
                .getString("id");
        post("webhooks/" + endpoint + "/test", "");
        receiver.answer(request -> new Receiver.Reply(500, "no: " + request.body()));
        for (String purpose : List.of("open-measurement", "click-measurement")) {
            post(
                    "consents",
                    "{\"address\": \"" + ADDRESS + "\", \"purpose\": \"" + purpose + "\", \"decision\": \"given\","
                            + " \"wording\": \"1\", \"channel\": \"form\", \"evidence\": \"row of " + ADDRESS + "\"}");
        }
        List<UUID> ids = new ArrayList<>(submit("{\"to\": {\"to\": \"" + ADDRESS
                + "\", \"name\": \"Zoe Quibble\", \"data\": {\"nick\": \"quibble\"}}, \"subject\": \"For Quibble\","
                + " \"campaign\": \"spring\", \"bulk\": true, \"topic\": \"news\", \"metadata\": {\"of\": \"quibble\"},"
                + " \"html\": \"<p>{{nick}} <a href='https://shop.example/?who=zoe.quibble%40erased.example'>Shop</a>"
                + " <a href='{{unsubscribe}}'>Leave</a> <a href='{{view}}'>Read</a></p>\"}"));
        use(mail(0));
        ids.add(submit("{\"to\": [\"" + ADDRESS + "\", \"bob@example.com\"], \"html\": \"<p>Both</p>\"}")
                .get(0));
        ids.addAll(submit(
                "{\"to\": \"" + ADDRESS + "\", \"html\": \"<p>Later</p>\", \"sendAt\": \"2099-01-01T00:00:00Z\"}"));
        ids.add(UUID.fromString(
                json(post("deliveries", "{\"to\": \"" + ADDRESS + "\", \"html\": \"<p>By another program</p>\"}"))
                        .getString("id")));
        correct(ids.get(0));
        post("suppressions", "{\"address\": \"" + ADDRESS + "\", \"reason\": \"zoe.quibble wrote\"}");
        post("persons/export", WHO);
        get("deliveries?q=" + ADDRESS);
        get("deliveries/" + ids.get(0));
        return ids;
    }

    /** What the person and the programs of the person do with the mail, and mail that comes back. */
    private void use(String mail) throws Exception {
        Map<String, String> links = new TreeMap<>();
        Matcher found = LINK.matcher(mail);
        while (found.find()) {
            links.putIfAbsent(found.group(1), found.group(2));
        }
        for (String kind : List.of("pixel", "click", "view")) {
            client.send(
                    HttpRequest.newBuilder(URI.create(url() + "/" + kind + "/" + links.get(kind)))
                            .build(),
                    BodyHandlers.discarding());
        }
        client.send(
                HttpRequest.newBuilder(URI.create(url() + "/unsubscribe/" + links.get("unsubscribe")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                        .build(),
                BodyHandlers.discarding());
        Matcher id = MESSAGE_ID.matcher(mail);
        assertTrue(id.find(), mail);
        inbound("From: " + ADDRESS + "\nTo: shop@example.com\nIn-Reply-To: " + id.group(1)
                + "\nSubject: Re: For Quibble\n\nThanks, Zoe Quibble\n");
        inbound("From: MAILER-DAEMON@mx.example\nTo: shop@example.com\nSubject: Undelivered\n\n550 5.1.1 <" + ADDRESS
                + ">: no such user\n");
        inbound("From: friend@elsewhere.example\nTo: shop@example.com\nSubject: Hello\n\nPlease write to " + ADDRESS
                + " instead.\n");
    }

    private void inbound(String mail) throws Exception {
        HttpResponse<String> stored = send(HttpRequest.newBuilder(api("inbound"))
                .header("Content-Type", "message/rfc822")
                .POST(BodyPublishers.ofString(mail)));
        assertEquals(201, stored.statusCode(), stored.body());
    }

    private void correct(UUID delivery) throws Exception {
        String event = get("deliveries/" + delivery)
                .getJsonArray("events")
                .getJsonObject(0)
                .getString("id");
        HttpResponse<String> corrected = send(HttpRequest.newBuilder(api("corrections/" + event))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"delivery\": \"" + delivery + "\", \"class\": \"human-direct\"}")));
        assertEquals(204, corrected.statusCode(), corrected.body());
    }

    private List<UUID> submit(String message) throws Exception {
        return json(post("messages", message)).getJsonArray("deliveries").getValuesAs(JsonObject.class).stream()
                .map(delivery -> UUID.fromString(delivery.getString("id")))
                .toList();
    }

    private String mail(int number) {
        while (mailServer.messages().size() <= number) {
            Thread.onSpinWait();
        }
        return mailServer.messages().get(number).replace("=\r\n", "").replace("=3D", "=");
    }

    private static List<String> names(Connection database, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet row = database.createStatement().executeQuery(query)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        assertFalse(names.isEmpty());
        return names;
    }

    private static JsonObject json(HttpResponse<String> answer) throws IOException {
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private JsonObject get(String path) throws Exception {
        return json(send(HttpRequest.newBuilder(api(path)).GET()));
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send(HttpRequest.newBuilder(api(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private URI api(String path) {
        return URI.create(url() + "/api/v1/" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.header("Authorization", "Bearer " + key).build(), BodyHandlers.ofString());
    }
}
