package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.app.commands.PrivacyReportCommand;

/** The points of {@link PrivacyChecklistTest} about the rights of persons and the duties of operators. */
@Timeout(180)
class PrivacyRightsChecklistTest extends PrivacyFixture {
    private static final String CONTROLLER = "Example Ltd, privacy@example.com";
    private static final Pattern HOST = Pattern.compile("(?:src|href)=\"?https?://([^/\":]+)");

    @Test
    @DisplayName(
            "11. One export of a person, for programs and to be read, with reasons; what a program opened is not said of the person")
    void access() throws Exception {
        start("individual");
        String mail = mail(ANN, CAMPAIGN);
        open(mail);
        assertEquals(1, events());
        JsonObject event = object(post("persons/export", who(ANN)))
                .getJsonArray("deliveries")
                .getJsonObject(0)
                .getJsonArray("events")
                .getJsonObject(0);
        assertFalse(event.getJsonArray("reasons").isEmpty(), event::toString);
        HttpResponse<String> page = post("persons/export", "{\"address\": \"" + ANN + "\", \"format\": \"html\"}");
        String text = Jsoup.parse(page.body()).text();
        assertTrue(text.contains("A program loaded the pictures of this mail."), text);
        assertFalse(text.contains("You opened this mail"), text);
        assertTrue(text.contains("where it comes from"), text);
    }

    @Test
    @DisplayName("12. Erasure of a person everywhere, from the events to the files of hits")
    void erasure() throws Exception {
        start("individual");
        String mail = mail(ANN, CAMPAIGN);
        open(mail);
        click(mail);
        String delivery = deliveryOfEvent().replace("-", "");
        assertTrue(database().contains(delivery));

        HttpResponse<String> erased = post("persons/erase", "{\"address\": \"" + ANN + "\"}");
        assertEquals(200, erased.statusCode(), erased.body());
        assertEquals(2, object(erased).getInt("events"));
        assertFalse(database().contains(delivery));
        assertFalse(database().contains(ANN));
        while (spool().contains(new String(bytes(delivery), StandardCharsets.ISO_8859_1))) {
            Thread.onSpinWait();
        }
        open(mail);
        click(mail);
        assertEquals(0, events());
        assertFalse(database().contains(delivery));
    }

    @Test
    @DisplayName("13. Nothing follows from a mail that was not opened: it is said of those alone who can be measured")
    void silence() throws Exception {
        start("individual");
        mail(ANN, "");
        String objecting = mail(BEN, ", \"bulk\": true, \"text\": \"{{preferences}}\"");
        assertEquals(200, choose(objecting, "tracking=off"));
        while (get("deliveries?reader=nobody").getJsonArray("deliveries").isEmpty()) {
            Thread.onSpinWait();
        }
        JsonObject silent = get("deliveries?reader=nobody");
        assertEquals(1, silent.getJsonArray("deliveries").size());
        assertTrue(silent.toString().contains(ANN), silent::toString);
        assertEquals(1, silent.getInt("unmeasured"));
        HttpResponse<String> refused =
                post("webhooks", "{\"url\": \"https://hooks.example/\", \"types\": [\"delivery.not-opened\"]}");
        assertEquals(400, refused.statusCode());
        assertFalse(refused.body().matches("(?s).*(un|not-|never-)(open|read).*expected.*"), refused.body());
    }

    @Test
    @DisplayName(
            "14. A line in the mail and a notice say what is recorded, why, for how long and who is responsible, and mail clients find the way to opt out")
    void transparency() throws Exception {
        start(Map.of("TELLTALE_PRIVACY_FOOTER", "en", "TELLTALE_CONTROLLER", CONTROLLER, "TELLTALE_RETENTION", "90"));
        String mail = mail(ANN, ", \"bulk\": true");
        assertTrue(mail.contains("The sender can record that this email is opened"), mail);
        assertTrue(mail.contains("/privacy?lang=en\""), mail);
        assertTrue(mail.contains("List-Unsubscribe: <"), mail);
        assertTrue(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), mail);

        HttpResponse<String> notice = client.send(
                HttpRequest.newBuilder(URI.create(url() + "/privacy?lang=en")).build(),
                HttpResponse.BodyHandlers.ofString());
        Document page = Jsoup.parse(notice.body());
        for (String section : List.of("who", "what", "why", "kept", "object", "rights")) {
            assertEquals(
                    1, page.select("section[aria-labelledby=" + section + "]").size(), section);
        }
        assertTrue(page.text().contains(CONTROLLER) && page.text().contains("90 days"), page::text);
    }

    @Test
    @DisplayName("15. Access to the history of a person is in the audit log, and an analyst sees no person")
    void accessOfStaff() throws Exception {
        start("individual");
        open(mail(ANN, CAMPAIGN));
        String delivery = deliveryOfEvent();
        get("deliveries/" + delivery);
        String audit = get("audit").getJsonArray("operations").toString();
        assertTrue(audit.contains("GET /api/v1/deliveries/{id}"), audit);

        become("analyst");
        for (String path : List.of("events", "deliveries", "deliveries/" + delivery, "consents", "audit")) {
            assertEquals(403, status(path), path);
        }
        String figures = get("campaigns/spring").toString();
        assertFalse(figures.contains(ANN), figures);
        assertFalse(figures.contains("\"opened\":1"), "figures of few people are hidden");
    }

    @Test
    @DisplayName(
            "16. Sec-GPC and DNT are honoured, no other host is asked, and the documents are drawn from the settings")
    void signalsAndDocuments() throws Exception {
        Map<String, String> settings =
                Map.of("TELLTALE_REGION", "Frankfurt", "TELLTALE_PROCESSORS", "Host GmbH; Backup AG");
        start(settings);
        String mail = mail(ANN, "");
        for (String signal : List.of("Sec-GPC", "DNT")) {
            assertEquals(302, fetch("/click/" + token(CLICK, mail), signal, "1"));
            assertEquals(200, fetch("/pixel/" + token(PIXEL, mail), signal, "1"));
        }
        assertEquals(0, events());
        Matcher hosts = HOST.matcher(mail);
        while (hosts.find()) {
            assertTrue(List.of("mail.example.com", "shop.example").contains(hosts.group(1)), hosts.group());
        }
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create(url() + "/privacy")).build(), HttpResponse.BodyHandlers.ofString());
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'"), policy);

        List<String> shown = get("settings?limit=200").getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                .filter(setting -> settings.containsKey(setting.getString("name")))
                .map(setting -> setting.getString("value"))
                .toList();
        assertEquals(
                List.of("Frankfurt", "Host GmbH; Backup AG"),
                shown.stream().sorted().toList());
        String documents = documents(settings);
        for (String named : List.of("Frankfurt", "Host GmbH", "Backup AG")) {
            assertTrue(documents.contains(named), documents);
        }
        for (String article : List.of("article 30", "article 35", "article 28")) {
            assertTrue(documents.contains(article), article);
        }
    }

    private String documents(Map<String, String> settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(0, PrivacyReportCommand.run(settings, folder.resolve(".env"), List.of(), printed, printed));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String who(String address) {
        return "{\"address\": \"" + address + "\"}";
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
