package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What privacy law and guidance require of the product, point by point, by its pages, its API and its mail: who is measured. What
 * is stored follows in {@link PrivacyDataChecklistTest}, what persons and operators can do in {@link PrivacyRightsChecklistTest}.
 */
@Timeout(180)
class PrivacyChecklistTest extends PrivacyFixture {
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
    @DisplayName("1. Without tracking, if the operator chose so, no mail has to ask for that")
    void offByDefault() throws Exception {
        start("none");
        assertPlain(mail(ANN, CAMPAIGN));
        assertPlain(mail(BEN, CHOICES));
        assertEquals(200, fetch("/pixel"));
        assertEquals(0, events());
        close();
        // Nobody has consented to anything yet.
        start("consent");
        assertPlain(mail(ANN, CAMPAIGN));
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
        assertTrue(
                current(ANN).stream().noneMatch(purpose -> purpose.getBoolean("mayAsk")),
                "an objection to all tracking");
    }

    @Test
    @DisplayName("4. Withdrawal of one purpose, after which the person is not asked again for six months")
    void withdrawalOfOnePurpose() throws Exception {
        start("consent");
        decide(BEN, "open-measurement", "given");
        decide(BEN, "click-measurement", "given");
        String mail = mail(BEN, CHOICES);
        assertEquals(200, choose(mail, "withdraw=open-measurement"));
        open(mail);
        click(mail);
        assertEquals(1, events());
        JsonObject withdrawn = current(BEN).get(0);
        assertEquals("withdrawn", withdrawn.getString("decision"));
        assertFalse(withdrawn.getBoolean("mayAsk"));
        Instant soonest = Instant.now().plus(Duration.ofDays(180));
        assertTrue(Instant.parse(withdrawn.getString("askFrom")).isAfter(soonest), withdrawn::toString);
        HttpResponse<String> refused =
                post("consents/requests", "{\"to\": \"" + BEN + "\", \"purposes\": [\"open-measurement\"]}");
        assertEquals(409, refused.statusCode(), refused.body());
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

    private static void assertPlain(String mail) {
        assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
        assertTrue(mail.contains("https://shop.example/sale"), mail);
    }

    private List<JsonObject> current(String address) throws Exception {
        HttpResponse<String> answer = post("consents/current", "{\"address\": \"" + address + "\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        return object(answer).getJsonArray("purposes").getValuesAs(JsonObject.class);
    }
}
