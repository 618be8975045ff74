package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;
import telltale.web.http.StrictJson;

/** The whole application under each privacy profile. */
@Timeout(180)
class PrivacyProfilesTest {
    private static final String HTML = "<a href='https://shop.example/sale'>Sale</a>";
    private static final Pattern PIXEL = Pattern.compile("/pixel/([A-Za-z0-9_-]{48})");
    private static final Pattern CLICK = Pattern.compile("/click/([A-Za-z0-9_-]{50,})");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private ScriptedSmtpServer mailServer;
    private @Nullable ServedApplication application;
    private String key = "";

    @BeforeEach
    void startMailServer() throws IOException {
        mailServer = ScriptedSmtpServer.start();
    }

    private void start(String profile) throws Exception {
        application = new ServedApplication(
                folder, Map.of("EMAIL_PORT", String.valueOf(mailServer.port()), "TELLTALE_PRIVACY", profile));
        key = Files.readString(folder.resolve("home").resolve("key")).strip();
    }

    @AfterEach
    void stop() throws Exception {
        close();
        mailServer.close();
    }

    private void close() throws Exception {
        if (application != null) {
            application.close();
        }
    }

    private String url() {
        return Objects.requireNonNull(application).url();
    }

    @Test
    void underConsentAMailHasOnlyWhatItsRecipientConsentedTo() throws Exception {
        start("consent");
        String plain = mail("ann@example.com", "");
        assertFalse(PIXEL.matcher(plain).find(), plain);
        assertTrue(plain.contains("https://shop.example/sale"), plain);

        decide("ben@example.com", "open-measurement", "given");
        String measured = mail("ben@example.com", "");
        assertTrue(PIXEL.matcher(measured).find(), measured);
        assertFalse(CLICK.matcher(measured).find(), measured);

        String id = accepted(message("ann@example.com", "")).getString("id");
        assertEquals("consent", get("messages/" + id).getString("privacy"));
        HttpResponse<String> laxer = post("messages", message("ann@example.com", ", \"privacy\": \"individual\""));
        assertEquals(400, laxer.statusCode());
        assertEquals("privacy", StrictJson.read(laxer.body()).asJsonObject().getString("field"));
    }

    @Test
    void aCampaignHasTheProfileOfMailsThatAreNotSentEither() throws Exception {
        start("consent");
        assertEquals(
                201, post("suppressions", "{\"address\": \"ann@example.com\"}").statusCode());
        HttpResponse<String> refused = post("deliveries", message("ann@example.com", ", \"campaign\": \"spring\""));
        assertEquals(409, refused.statusCode(), refused.body());
        assertEquals(
                "[\"consent\"]", get("campaigns/spring").getJsonArray("privacy").toString());
    }

    @Test
    void aWithdrawalReachesMailAlreadySentForItsPurpose() throws Exception {
        start("consent");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String mail = mail("ben@example.com", "");
        open(mail);
        click(mail);
        assertEquals(2, events());

        decide("ben@example.com", "open-measurement", "withdrawn");
        open(mail);
        click(mail);
        assertEquals(3, events());
    }

    @Test
    void aMessageUnderNoneIsNeverTracked() throws Exception {
        start("individual");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String mail = mail("ben@example.com", ", \"privacy\": \"none\"");
        assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
    }

    @Test
    void aStricterSettingNarrowsWhatAnOldMailRecordsAndALaxerOneDoesNotWidenIt() throws Exception {
        start("individual");
        String individual = mail("ann@example.com", "");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String consent = mail("ben@example.com", ", \"privacy\": \"consent\"");
        open(individual);
        assertEquals(1, events());

        close();
        start("consent");
        open(individual);
        click(individual);
        open(consent);
        assertEquals(2, events());

        close();
        start("individual");
        decide("ben@example.com", "open-measurement", "withdrawn");
        open(consent);
        open(individual);
        assertEquals(3, events());
    }

    private String mail(String to, String more) throws Exception {
        int before = mailServer.messages().size();
        accepted(message(to, more));
        while (mailServer.messages().size() == before) {
            Thread.onSpinWait();
        }
        return mailServer.messages().get(before).replace("=\r\n", "").replace("=3D", "=");
    }

    private static String message(String to, String more) {
        return "{\"to\": \"" + to + "\", \"html\": \"" + HTML + "\"" + more + "}";
    }

    private void decide(String address, String purpose, String decision) throws Exception {
        HttpResponse<String> recorded = post(
                "consents",
                "{\"address\": \"" + address + "\", \"purpose\": \"" + purpose + "\", \"decision\": \"" + decision
                        + "\", \"wording\": \"1\", \"channel\": \"form\", \"evidence\": \"row 1\"}");
        assertEquals(201, recorded.statusCode(), recorded.body());
    }

    private void open(String mail) throws Exception {
        assertEquals(200, fetch("/pixel/" + token(PIXEL, mail)));
    }

    private void click(String mail) throws Exception {
        assertEquals(302, fetch("/click/" + token(CLICK, mail)));
    }

    private static String token(Pattern pattern, String mail) {
        Matcher found = pattern.matcher(mail);
        assertTrue(found.find(), mail);
        return found.group(1);
    }

    private int fetch(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url() + path)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The number of stored events; the API waits until earlier hits are stored. */
    private int events() throws Exception {
        return get("events?limit=200").getJsonArray("events").size();
    }

    private JsonObject accepted(String message) throws Exception {
        HttpResponse<String> answer = post("messages", message);
        assertEquals(202, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api(path)).GET());
        assertEquals(200, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send(HttpRequest.newBuilder(api(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private URI api(String path) {
        return URI.create(url() + "/api/v1/" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Authorization", "Bearer " + key).build(), HttpResponse.BodyHandlers.ofString());
    }
}
