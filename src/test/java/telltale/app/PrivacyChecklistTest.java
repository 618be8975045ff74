package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sqlite.JDBC;
import telltale.store.DatabaseText;
import telltale.web.http.StrictJson;

/** What privacy law and guidance require of the product, point by point, by its pages, its API and its mail. */
@Timeout(180)
class PrivacyChecklistTest extends PrivacyFixture {
    private static final String ANN = "ann@example.com";
    private static final String BEN = "ben@example.com";
    private static final Pattern PREFERENCES = Pattern.compile("/preferences/([A-Za-z0-9_-]{48})");
    private static final Pattern UNSUBSCRIBE = Pattern.compile("/unsubscribe/([A-Za-z0-9_-]{48})");
    private static final String CHOICES = ", \"bulk\": true, \"text\": \"{{preferences}} {{unsubscribe}}\"";

    @Test
    @DisplayName("1. A profile for each installation, which no message can relax, down to no tracking at all")
    void profiles() throws Exception {
        start("none");
        decide(ANN, "open-measurement", "given");
        decide(ANN, "click-measurement", "given");
        assertPlain(mail(ANN, ""));
        for (String relaxed : List.of("individual", "consent")) {
            HttpResponse<String> refused = post("messages", message(ANN, ", \"privacy\": \"" + relaxed + "\""));
            assertEquals(400, refused.statusCode(), refused.body());
            assertEquals("privacy", object(refused).getString("field"));
        }
    }

    @Test
    @DisplayName("2. A consent ledger by person and purpose that is only added to, holds when sending and when opening")
    void ledger() throws Exception {
        start("consent");
        decide(ANN, "open-measurement", "given");
        String mail = mail(ANN, "");
        assertTrue(PIXEL.matcher(mail).find(), mail);
        assertFalse(CLICK.matcher(mail).find(), "the other purpose");
        open(mail);
        assertEquals(1, events());

        decide(ANN, "open-measurement", "withdrawn");
        open(mail);
        assertEquals(1, events());
        List<JsonObject> entries = get("consents").getJsonArray("consents").getValuesAs(JsonObject.class);
        assertEquals(
                List.of("given", "withdrawn"),
                entries.stream().map(entry -> entry.getString("decision")).toList());
        for (String proof : List.of("purpose", "at", "wording", "channel", "evidence", "recordedAt", "recordedBy")) {
            assertFalse(entries.get(0).isNull(proof), proof);
        }
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            HttpRequest.Builder change =
                    HttpRequest.newBuilder(api("consents")).method(method, HttpRequest.BodyPublishers.ofString("{}"));
            assertEquals(405, send(change).statusCode(), method);
        }
        String imported = "{\"address\":\"" + BEN + "\",\"purpose\":\"hygiene\",\"decision\":\"given\","
                + "\"at\":\"2026-01-02T03:04:05Z\",\"wording\":\"1\",\"channel\":\"form\"";
        assertEquals(400, importConsents(imported + "}"), "without its proof");
        assertEquals(200, importConsents(imported + ",\"evidence\":\"row 1\"}"));
        assertEquals(3, get("consents").getJsonArray("consents").size());
    }

    private int importConsents(String lines) throws Exception {
        return send(HttpRequest.newBuilder(api("consents/import"))
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(lines)))
                .statusCode();
    }

    @Test
    @DisplayName("3. Without consent, the same mail without a pixel and with plain links")
    void mailWithoutConsent() throws Exception {
        start("consent");
        assertPlain(mail(ANN, ""));
        decide(ANN, "open-measurement", "refused");
        decide(ANN, "click-measurement", "refused");
        assertPlain(mail(ANN, ""));
    }

    @Test
    @DisplayName("4. Withdrawal by a link in the mail, without login, in one request, also for mail already sent")
    void withdrawal() throws Exception {
        start("consent");
        decide(ANN, "open-measurement", "given");
        decide(ANN, "click-measurement", "given");
        String mail = mail(ANN, CHOICES);
        open(mail);
        click(mail);
        assertEquals(2, events());

        assertEquals(200, choose(mail, "tracking=off"));
        open(mail);
        click(mail);
        assertEquals(2, events());
        assertPlain(mail(ANN, ""));
        for (JsonObject purpose : current(ANN)) {
            assertFalse(purpose.getBoolean("mayAsk"), purpose::toString);
        }
    }

    @Test
    @DisplayName("5. Withdrawing from tracking does not unsubscribe, and unsubscribing does not withdraw")
    void withdrawalWithoutUnsubscribing() throws Exception {
        start("consent");
        decide(ANN, "open-measurement", "given");
        decide(BEN, "open-measurement", "given");
        assertEquals(200, choose(mail(ANN, CHOICES), "tracking=off"));
        assertPlain(mail(ANN, CHOICES));

        String mail = mail(BEN, CHOICES);
        String unsubscribe = "/unsubscribe/" + token(UNSUBSCRIBE, mail);
        assertEquals(200, form(unsubscribe, "List-Unsubscribe=One-Click"));
        assertEquals("given", current(BEN).get(0).getString("decision"));
        open(mail);
        assertEquals(1, events());
    }

    @Test
    @DisplayName("8. The address of a client is reduced in memory, and stored nowhere")
    void clientAddress() throws Exception {
        start(Map.of("TELLTALE_TRUSTED_PROXIES", "127.0.0.0/8"));
        String mail = mail(ANN, "");
        String address = "203.0.113.77";
        HttpRequest open = HttpRequest.newBuilder(URI.create(url() + "/pixel/" + token(PIXEL, mail)))
                .header("X-Forwarded-For", address)
                .build();
        assertEquals(
                200, client.send(open, HttpResponse.BodyHandlers.discarding()).statusCode());
        String stored =
                get("deliveries/" + deliveryOfEvent()).getJsonArray("events").toString();
        assertTrue(stored.contains("203.0.113.0/24"), stored);
        for (String written : List.of(address, "cb00714d")) {
            assertFalse(database().contains(written), written);
            assertFalse(spool().contains(written), written);
        }
    }

    @Test
    @DisplayName("12. Erasure of a person everywhere, from the events to the files of hits")
    void erasure() throws Exception {
        start("individual");
        String mail = mail(ANN, ", \"campaign\": \"spring\"");
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
    @DisplayName("15. Access to the history of a person is in the audit log, and an analyst sees no person")
    void accessOfStaff() throws Exception {
        start("individual");
        open(mail(ANN, ", \"campaign\": \"spring\""));
        String delivery = deliveryOfEvent();
        get("deliveries/" + delivery);
        String audit = get("audit").getJsonArray("operations").toString();
        assertTrue(audit.contains("GET /api/v1/deliveries/{id}"), audit);

        key = object(post("keys", "{\"name\": \"figures\", \"role\": \"analyst\"}"))
                .getString("key");
        for (String path : List.of("events", "deliveries", "deliveries/" + delivery, "consents", "audit")) {
            assertEquals(403, send(HttpRequest.newBuilder(api(path)).GET()).statusCode(), path);
        }
        String figures = get("campaigns/spring").toString();
        assertFalse(figures.contains(ANN), figures);
        assertFalse(figures.contains("\"opened\":1"), "figures of few people are hidden");
    }

    /** The delivery of the newest event; the API waits until earlier hits are stored. */
    private String deliveryOfEvent() throws Exception {
        return get("events").getJsonArray("events").getJsonObject(0).getString("delivery");
    }

    private static void assertPlain(String mail) {
        assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
        assertTrue(mail.contains("https://shop.example/sale"), mail);
    }

    /** Posts a choice to the preference page of a mail, as its form does. */
    private int choose(String mail, String choice) throws Exception {
        return form("/preferences/" + token(PREFERENCES, mail), choice);
    }

    private int form(String path, String fields) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private List<JsonObject> current(String address) throws Exception {
        HttpResponse<String> answer = post("consents/current", "{\"address\": \"" + address + "\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        return object(answer).getJsonArray("purposes").getValuesAs(JsonObject.class);
    }

    private static JsonObject object(HttpResponse<String> answer) {
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private String database() throws Exception {
        String file = "jdbc:sqlite:" + folder.resolve("home").resolve("telltale.db");
        try (Connection connection = Objects.requireNonNull(new JDBC().connect(file, new Properties()))) {
            return DatabaseText.of(connection, null);
        }
    }

    private String spool() throws IOException {
        StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder.resolve("home").resolve("spool"))) {
            for (Path file : files) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
