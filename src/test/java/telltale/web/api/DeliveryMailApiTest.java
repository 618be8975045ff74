package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyIssuer;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.PurgeCutoffs;
import telltale.web.http.Json;

class DeliveryMailApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MESSAGE = """
            {"subject": "News for {{name}}", "campaign": "spring",
             "html": "<p>Dear {{name}}, <a href='https://shop.example/?a=1&amp;b=%22'>one</a>\
             <a data-track='off' href='https://shop.example/x'>x</a> <a href=https://shop.example/2>two</a>\
             <script>alert(1)</script><img src='cid:logo'></p>",
             "attachments": [{"name": "logo.png", "type": "image/png", "content": "AAEC", "contentId": "logo"}],
             "to": {"to": "ann@example.com", "data": {"name": "Ann & Co"}}}""";

    private final Random random = new Random(1);

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    private DeliveryId submitted(String message) throws Exception {
        HttpResponse<String> accepted = api.change("POST", "api/v1/messages", message);
        assertEquals(202, accepted.statusCode(), accepted::body);
        return DeliveryId.parse(
                json(accepted).getJsonArray("deliveries").getJsonObject(0).getString("id"));
    }

    private static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private ClaimedDelivery ended(DeliveryState state, Instant at) {
        ClaimedDelivery claimed = api.store.outbox().claim(at, 1).get(0);
        api.store
                .outbox()
                .recordResults(List.of(new AttemptResult(
                        claimed.id(),
                        claimed.attempt(),
                        state,
                        at,
                        state == DeliveryState.DEFERRED ? "450 4.2.0 <ann@example.com> is busy" : "250 ok",
                        state == DeliveryState.DEFERRED ? "4.2.0" : null,
                        state == DeliveryState.DEFERRED ? at.plusSeconds(60) : null)));
        return claimed;
    }

    private HttpResponse<String> mail(DeliveryId delivery) throws Exception {
        return api.get("api/v1/deliveries/" + delivery + "/mail");
    }

    private String key(Role role) throws Exception {
        String key = new KeyIssuer(api.store.apiKeys(), api.clock, random)
                .issue(new KeyRequest(role.wireName(), role, KeyLimits.NONE, null))
                .text();
        api.keys.refresh();
        return key;
    }

    @Test
    void theMailIsShownAsItWasSent() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        assertTrue(json(mail(delivery)).isNull("keptUntil"), "it is queued");
        ended(DeliveryState.ACCEPTED, NOON.plusSeconds(5));

        JsonObject mail = json(mail(delivery));
        assertEquals("News for Ann & Co", mail.getString("subject"));
        assertTrue(mail.getString("from").contains("@"), mail::toString);
        assertEquals("2026-11-23T12:00:05.000Z", mail.getString("keptUntil"));
        assertFalse(mail.getBoolean("hasPage"));
        String text = mail.getString("text");
        assertTrue(text.contains("Dear Ann & Co, one"), text);
        String source = mail.getString("source");
        assertTrue(source.contains("Subject: News for Ann & Co\r\n"), source);
        assertTrue(source.contains("/pixel/") && source.contains("/click/"), source);
        assertEquals(source.length(), mail.getInt("size"));
    }

    @Test
    void aMailHasAPageUntilItsSenderEndsIt() throws Exception {
        DeliveryId delivery = submitted(MESSAGE.replace("https://shop.example/x", "{{view}}"));
        ended(DeliveryState.ACCEPTED, NOON);
        assertTrue(json(mail(delivery)).getBoolean("hasPage"));

        String message = json(api.get("api/v1/deliveries/" + delivery)).getString("message");
        assertEquals(
                204,
                api.change("DELETE", "api/v1/messages/" + message + "/view", "").statusCode());

        assertFalse(json(mail(delivery)).getBoolean("hasPage"));
    }

    @Test
    void theHtmlHasNoTrackingAndTheNumbersOfItsLinks() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        ended(DeliveryState.ACCEPTED, NOON);

        String html = json(mail(delivery)).getString("html");
        assertFalse(html.contains("/pixel") || html.contains("/click/"), html);
        assertTrue(html.contains("href=\"https://shop.example/?a=1&amp;b=%22\" data-link=\"1\""), html);
        assertTrue(html.contains("href=\"https://shop.example/x\">"), html);
        assertTrue(html.contains("href=\"https://shop.example/2\" data-link=\"2\""), html);
        assertTrue(html.contains("src=\"data:image/png;base64,AAEC\""), html);
        assertTrue(html.contains("Dear Ann &amp; Co"), html);
    }

    @Test
    void aMailOfAPersonWhoIsNotTrackedHasNoTracking() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        api.store.persons().setTracked(delivery, false, NOON.minusSeconds(60));
        ended(DeliveryState.ACCEPTED, NOON);

        JsonObject mail = json(mail(delivery));
        assertFalse(mail.getString("source").contains("/pixel/"), mail::toString);
        assertFalse(mail.getString("html").contains("data-link"), mail::toString);
    }

    @Test
    void aMailThatIsNotKeptIsGone() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        ended(DeliveryState.ACCEPTED, NOON);
        Instant later = NOON.plusSeconds(1);
        assertEquals(1, api.store.messages().purge(new PurgeCutoffs(later, later, later), 10));

        assertEquals(410, mail(delivery).statusCode());
        assertEquals(410, mail(api.accepted("spring", NOON).id()).statusCode(), "another program sent it");
        assertEquals(404, api.get("api/v1/deliveries/x/mail").statusCode());
        assertEquals(
                404,
                api.get("api/v1/deliveries/01935b1e-7a3c-7c3e-9f6b-2d1f4a5b6c7d/mail")
                        .statusCode());
        assertEquals(400, api.get("api/v1/deliveries/" + delivery + "/mail?a=b").statusCode());
    }

    @Test
    void aLookIsRecordedAndNeedsAnOperator() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        String target = "api/v1/deliveries/" + delivery + "/mail";
        assertEquals(
                403,
                api.get(target, "Authorization", "Bearer " + key(Role.READ)).statusCode());
        assertEquals(
                200,
                api.get(target, "Authorization", "Bearer " + key(Role.OPERATOR)).statusCode());
        JsonObject audited = api.json("api/v1/audit").getJsonArray("operations").getJsonObject(0);
        assertEquals("GET /api/v1/deliveries/{id}/mail", audited.getString("operation"));
        assertFalse(audited.isNull("person"), audited::toString);
    }

    @Test
    void temporaryFailuresAreShownWithMaskedAddressesAndExported() throws Exception {
        DeliveryId delivery = submitted(MESSAGE);
        ended(DeliveryState.DEFERRED, NOON);
        ended(DeliveryState.ACCEPTED, NOON.plusSeconds(60));

        JsonObject shown = api.json("api/v1/deliveries/" + delivery);
        JsonObject attempt = shown.getJsonArray("attempts").getJsonObject(0);
        assertEquals("2026-11-22T12:00:00.000Z", attempt.getString("at"));
        assertEquals("4.2.0", attempt.getString("status"));
        assertEquals("450 4.2.0 <ann@example.com> is busy", attempt.getString("reply"));
        assertEquals(1, shown.getJsonArray("attempts").size());
        assertEquals("250 ok", shown.getString("detail"));
        assertEquals(
                1,
                api.json("api/v1/deliveries?q=" + shown.getString("message"))
                        .getJsonArray("deliveries")
                        .size());

        String reader = api.get("api/v1/deliveries/" + delivery, "Authorization", "Bearer " + key(Role.READ))
                .body();
        assertTrue(reader.contains("450 4.2.0 <a***@example.com> is busy"), reader);
        String exported = api.change("POST", "api/v1/persons/export", "{\"address\": \"ann@example.com\"}")
                .body();
        assertTrue(exported.contains("\"reply\":\"450 4.2.0 <ann@example.com> is busy\""), exported);
        assertEquals(
                1,
                api.store.persons().erase(EmailAddress.parse("ann@example.com")).deliveries());
    }
}
