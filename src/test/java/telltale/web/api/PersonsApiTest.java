package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.web.http.Json;

class PersonsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String JSON = "application/json";
    private static final String SUPPRESSIONS = "api/v1/suppressions";
    private static final String DELIVERIES = "api/v1/deliveries";

    private final Random random = new Random(7);

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void aSuppressionIsAddedOnceShownMaskedAndRemoved() throws Exception {
        String ann = "{\"address\":\"Ann@example.com\",\"reason\":\"by letter\"}";
        assertEquals(201, api.sendBody("POST", SUPPRESSIONS, JSON, ann).statusCode());
        assertEquals(200, api.sendBody("POST", SUPPRESSIONS, JSON, ann).statusCode());

        JsonArray listed = api.json(SUPPRESSIONS).getJsonArray("suppressions");
        assertEquals(1, listed.size());
        assertEquals("A***@example.com", listed.getJsonObject(0).getString("address"));
        assertEquals("all", listed.getJsonObject(0).getString("scope"));
        assertEquals("by letter", listed.getJsonObject(0).getString("reason"));
        assertEquals(listed, api.json(SUPPRESSIONS + "?address=ann@example.com").getJsonArray("suppressions"));
        assertEquals(
                0,
                api.json(SUPPRESSIONS + "?address=bob@example.com")
                        .getJsonArray("suppressions")
                        .size());

        String one = SUPPRESSIONS + "?address=ann@EXAMPLE.com";
        assertEquals(204, api.sendBody("DELETE", one, JSON, "").statusCode());
        assertEquals(404, api.sendBody("DELETE", one, JSON, "").statusCode());
        assertEquals(0, api.json(SUPPRESSIONS).getJsonArray("suppressions").size());
    }

    @ParameterizedTest
    @CsvSource({
        "ann@stra\u00dfe.example, ann@strasse.example",
        "ann@strasse.example, ann@stra\u00dfe.example",
        "ann@\u03b2\u03cc\u03bb\u03bf\u03c2.example, ann@\u03b2\u03cc\u03bb\u03bf\u03c3.example",
        "ann@fa\u00df.example, ann@fass.example",
    })
    void aSuppressionDoesNotAffectTheDomainThatIdna2003Confuses(String suppressed, String other) throws Exception {
        String body = "{\"address\":\"" + suppressed + "\"}";
        assertEquals(201, api.sendBody("POST", SUPPRESSIONS, JSON, body).statusCode());

        assertEquals(1, suppressions(suppressed));
        assertEquals(1, suppressions(EmailAddress.parse(suppressed).wireForm()));
        assertEquals(0, suppressions(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann@na\u200dme.example", "ann@\u05d0\u05d11a.example", "ann@xn--a.b\u00fccher.example"})
    void aDomainThatCannotBeConvertedIsRefusedWithItsField(String address) throws Exception {
        HttpResponse<String> refused = api.sendBody("POST", SUPPRESSIONS, JSON, "{\"address\":\"" + address + "\"}");

        assertEquals(400, refused.statusCode(), refused::body);
        assertEquals("address", read(refused).getString("field"));
        assertEquals(0, api.json(SUPPRESSIONS).getJsonArray("suppressions").size());
    }

    private int suppressions(String address) throws Exception {
        return api.json(SUPPRESSIONS + "?address=" + URLEncoder.encode(address, StandardCharsets.UTF_8))
                .getJsonArray("suppressions")
                .size();
    }

    @Test
    void suppressionsAreImportedFromNdjsonOrCsvAndExported() throws Exception {
        String csv = "address,scope,reason\r\nann@example.com,bulk,\"moved, \"\"away\"\"\"\r\n\r\nbob@example.com\r\n";
        String lines = "{\"address\":\"bob@example.com\"}\n{\"address\":\"eve@example.com\",\"scope\":\"bulk\"}";
        assertEquals(
                "{\"added\":2,\"unchanged\":0,\"skipped\":[{\"line\":1,\"reason\":\"header\"},"
                        + "{\"line\":3,\"reason\":\"blank\"}],\"ignoredColumns\":[]}",
                importAll("text/csv", csv).body());
        assertEquals(
                "{\"added\":1,\"unchanged\":1,\"skipped\":[],\"ignoredColumns\":[]}",
                importAll("application/x-ndjson", lines).body());
        Suppression ann = api.store
                .persons()
                .person(EmailAddress.parse("ann@example.com"))
                .suppression();
        assertNotNull(ann);
        assertEquals("moved, \"away\"", ann.reason());
        assertEquals(3, api.get(SUPPRESSIONS + "/export").body().lines().count());
    }

    @Test
    void anImportWithAnInvalidLineReportsItAndChangesNothing() throws Exception {
        HttpResponse<String> refused = importAll("text/csv", "ann@example.com\nnobody\n");
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("line 2 is invalid"), refused.body());
        for (String wrong : List.of("{\"address\":\"secret", "[]", "{\"address\":\"a@example.com\",\"scope\":\"x\"}")) {
            HttpResponse<String> answer = importAll("application/x-ndjson", wrong);
            assertEquals(400, answer.statusCode(), wrong);
            assertFalse(answer.body().contains("secret"), answer.body());
        }
        assertEquals(415, importAll("text/plain", "ann@example.com").statusCode());
        assertEquals(0, api.json(SUPPRESSIONS).getJsonArray("suppressions").size());
    }

    private HttpResponse<String> importAll(String type, String body) throws Exception {
        return api.sendBody("POST", SUPPRESSIONS + "/import", type, body);
    }

    @Test
    void clicksAreCountedPerLinkSeparatelyFromOpens() throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        api.opened(delivery, NOON);
        api.store.append(List.of(
                click(delivery, 2, Set.of()),
                click(delivery, 2, Set.of()),
                click(delivery, 1, Set.of(Client.Flag.HEAD))));

        JsonObject one = api.json(DELIVERIES + "/" + delivery.id());
        JsonObject clicks = one.getJsonObject("clicks");
        assertEquals(3, clicks.getInt("total"));
        assertEquals(
                List.of("1 visited 1", "2 visited 2"),
                clicks.getJsonArray("links").getValuesAs(JsonObject.class).stream()
                        .map(link -> link.getInt("link") + " visited " + link.getInt("total"))
                        .toList());
        assertEquals(1, one.getJsonObject("opens").getInt("total"));
        assertTrue(one.getJsonArray("events").toString().contains("\"link\":1,\"method\":\"HEAD\""), one::toString);
        JsonObject campaign = api.json("api/v1/campaigns?name=spring").getJsonObject("clicks");
        assertEquals(3, campaign.getInt("total"));
        assertEquals(1, campaign.getInt("unique"));
        JsonObject listed =
                api.json("api/v1/campaigns").getJsonArray("campaigns").getJsonObject(0);
        assertEquals(campaign, listed.getJsonObject("clicks"));
        assertEquals(1, listed.getJsonObject("opens").getInt("total"));
    }

    private Event click(Delivery delivery, int link, Set<Client.Flag> flags) {
        return new Event(
                Uuid7.at(NOON, random), EventKind.CLICK, delivery.id(), link, Client.of("x", flags), Network.UNKNOWN);
    }

    @Test
    void anExternallySentMessageIsTrackedAndReportedAsAccepted() throws Exception {
        String mail = "{\"to\":\"ann@example.com\",\"html\":\"<p><a href='https://shop.example/'>x</a></p>\","
                + "\"campaign\":\"spring\",\"bulk\":true}";
        HttpResponse<String> answer = api.sendBody("POST", DELIVERIES, JSON, mail);
        assertEquals(201, answer.statusCode(), answer.body());
        JsonObject prepared = read(answer);
        String html = prepared.getString("html");
        assertTrue(html.contains("/click/") && html.contains("/pixel/") && html.contains("No more</a>"), html);
        assertEquals(
                "<https://mail.example.com/app/unsubscribe/x>",
                prepared.getJsonObject("headers").getString("List-Unsubscribe"));
        DeliveryId id = DeliveryId.parse(prepared.getString("id"));
        assertEquals(
                id,
                api.tokens.readPixel(prepared.getString("token")).orElseThrow().delivery());

        assertEquals(
                0,
                api.store.nodeLeases().recoverOwn(java.time.Instant.parse("2026-11-22T12:00:00Z"), any -> false),
                "no node takes it for its own");
        String accepted = DELIVERIES + "/" + id + "/accepted";
        String report = "{\"at\":\"2026-11-22T13:00:05+01:00\",\"detail\":\"250 ok\"}";
        for (int i = 0; i < 2; i++) {
            JsonObject delivery = read(api.sendBody("PUT", accepted, JSON, report));
            assertEquals("accepted", delivery.getString("state"));
            assertEquals("2026-11-22T12:00:05.000Z", delivery.getString("acceptedAt"));
        }
        assertEquals(0, api.store.recount().different());
    }

    @Test
    void anExternalMessageToASuppressedRecipientIsRejected() throws Exception {
        api.sendBody("POST", SUPPRESSIONS, JSON, "{\"address\":\"ann@example.com\"}");
        HttpResponse<String> answer =
                api.sendBody("POST", DELIVERIES, JSON, "{\"to\":\"ann@example.com\",\"html\":\"x\"}");
        assertEquals(409, answer.statusCode());
        assertEquals("suppressed", read(answer).getString("state"));
        String unknown = DELIVERIES + "/01a20320-a200-7000-8000-000000000000/accepted";
        assertEquals(404, api.sendBody("PUT", unknown, JSON, "{}").statusCode());
        String id = read(answer).getString("id");
        assertEquals(
                409,
                api.sendBody("PUT", DELIVERIES + "/" + id + "/accepted", JSON, "{}")
                        .statusCode());
        assertEquals(
                400,
                api.sendBody("POST", DELIVERIES, JSON, "{\"to\":\"bob@example.com\"}")
                        .statusCode());
    }

    @Test
    void aPersonIsExportedAndErased() throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        api.opened(delivery, NOON);
        String ann = "{\"address\":\"ANN@example.com\"}";

        JsonObject export = read(api.sendBody("POST", "api/v1/persons/export", JSON, ann));
        assertTrue(export.getBoolean("tracked"));
        JsonObject exported = export.getJsonArray("deliveries").getJsonObject(0);
        assertEquals(delivery.id().toString(), exported.getString("id"));
        assertEquals(1, exported.getJsonArray("events").size());

        HttpResponse<String> erased = api.sendBody("POST", "api/v1/persons/erase", JSON, ann);
        assertTrue(
                erased.body()
                        .startsWith("{\"known\":true,\"deliveries\":1,\"events\":1,\"consents\":0,\"certificate\":"),
                erased::body);
        assertEquals(404, api.get(DELIVERIES + "/" + delivery.id()).statusCode());
        assertEquals(0, api.json("api/v1/recount").getInt("different"));
        assertNull(api.store.persons().person(delivery.to()).suppression());
        assertEquals(
                400, api.sendBody("POST", "api/v1/persons/erase", JSON, "{}").statusCode());
        assertEquals(401, api.post("api/v1/persons/erase", JSON, ann).statusCode());
    }

    private static JsonObject read(HttpResponse<String> answer) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
