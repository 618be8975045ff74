package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.web.http.StrictJson;

/** The rights of data subjects in the API. */
class PersonRightsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String ANN = "{\"address\": \"ann@example.com\"}";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return api.sendBody("POST", "api/v1/persons/" + path, "application/json", json);
    }

    private JsonObject answer(String path, String json) throws Exception {
        HttpResponse<String> answer = post(path, json);
        assertEquals(200, answer.statusCode(), answer.body());
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private void correct(Delivery delivery, Event event, String type) throws Exception {
        String body = "{\"delivery\": \"" + delivery.id() + "\", \"class\": \"" + type + "\"}";
        assertEquals(
                204,
                api.sendBody("PUT", "api/v1/corrections/" + event.id(), "application/json", body)
                        .statusCode());
    }

    @Test
    void theExportHasAVersionItsSourcesAndTheReasonsOfVerdicts() throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        Event event = api.seen(delivery, EventKind.OPEN, NOON, "x");

        JsonObject export = answer("export", ANN);
        assertEquals(1, export.getInt("version"));
        assertEquals("2026-11-22T12:00:00.000Z", export.getString("exportedAt"));
        assertEquals(JsonValue.NULL, export.get("restrictedAt"));
        assertTrue(export.getJsonArray("dataClasses").getValuesAs(JsonObject.class).stream()
                .allMatch(one -> !one.getString("class").isBlank()
                        && !one.getString("source").isBlank()));
        JsonObject before = exportedEvent(export);
        assertFalse(before.getJsonArray("reasons").isEmpty());
        assertFalse(before.getString("ruleset").isBlank());

        correct(delivery, event, "scanner");
        JsonObject corrected = exportedEvent(answer("export", ANN));
        assertEquals("scanner", corrected.getString("class"));
        assertEquals(
                "[\"Corrected by a person.\"]",
                corrected.getJsonArray("reasons").toString());
    }

    private static JsonObject exportedEvent(JsonObject export) {
        return export.getJsonArray("deliveries")
                .getJsonObject(0)
                .getJsonArray("events")
                .getJsonObject(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "ar"})
    void thePageSaysItInWordsAndRunsNothing(String language) throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        Event scanned = api.seen(delivery, EventKind.OPEN, NOON, "<script>alert(1)</script>");
        correct(delivery, scanned, "scanner");
        Event read = api.seen(delivery, EventKind.OPEN, NOON.plusSeconds(900), "b");
        correct(delivery, read, "human-direct");
        answer("restriction", "{\"address\": \"ann@example.com\", \"restricted\": true}");

        HttpResponse<String> answer = post(
                "export",
                "{\"address\": \"ann@example.com\", \"format\": \"html\", \"language\": \"" + language + "\"}");
        assertEquals(
                "text/html;charset=UTF-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow()
                .startsWith("default-src 'none'"));
        Document page = Jsoup.parse(answer.body());
        assertEquals(language, page.expectFirst("html").attr("lang"));
        assertEquals(
                language.equals("ar") ? "rtl" : "ltr", page.expectFirst("html").attr("dir"));
        assertEquals(
                0,
                page.select("script, img, link, [style], [src], [onclick], form, iframe")
                        .size());
        assertFalse(answer.body().contains("{{"), answer.body());
        assertTrue(page.text().contains("ann@example.com") && page.text().contains("<script>alert(1)</script>"));
        List<String> items = page.select("h3 ~ ul li").eachText();
        assertEquals(2, items.size(), items::toString);
        if (language.equals("en")) {
            assertTrue(items.get(0).contains("It does not mean that you opened it."), items::toString);
            assertTrue(items.get(1).contains("You opened this mail"), items::toString);
            assertTrue(page.text().contains("only stored, and not used in any other way, since 2026-11-22 12:00"));
        }
    }

    @Test
    void aPersonIsRestrictedAndReleasedAgain() throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        JsonObject restricted = answer("restriction", "{\"address\": \"Ann@example.com\", \"restricted\": true}");
        assertTrue(restricted.getBoolean("changed"));
        assertEquals("2026-11-22T12:00:00.000Z", restricted.getString("restrictedAt"));
        assertEquals(0, api.json("api/v1/deliveries").getJsonArray("deliveries").size());
        assertEquals(200, api.get("api/v1/deliveries/" + delivery.id()).statusCode(), "for who knows the id");
        assertEquals(1, answer("export", ANN).getJsonArray("deliveries").size());
        assertFalse(answer("export", ANN).getBoolean("tracked"));

        JsonObject released = answer("restriction", "{\"address\": \"ann@example.com\", \"restricted\": false}");
        assertTrue(released.getBoolean("changed"));
        assertEquals(JsonValue.NULL, released.get("restrictedAt"));
        assertEquals(1, api.json("api/v1/deliveries").getJsonArray("deliveries").size());
        assertEquals(
                "restricted",
                StrictJson.read(post("restriction", ANN).body()).asJsonObject().getString("field"));
    }

    @Test
    void anErasureHasACertificateThatOnlyThisInstallationSigns() throws Exception {
        Delivery delivery = api.accepted("spring", NOON);
        api.opened(delivery, NOON);
        String certificate = answer("erase", ANN).getString("certificate");

        JsonObject check =
                answer("certificate", "{\"certificate\": \"" + certificate + "\", \"address\": \"ann@example.com\"}");
        assertTrue(check.getBoolean("valid") && check.getBoolean("matches"), check::toString);
        JsonObject content = check.getJsonObject("certificate");
        assertEquals("2026-11-22T12:00:00.000Z", content.getString("erasedAt"));
        assertEquals(1, content.getJsonObject("erased").getInt("deliveries"));
        assertEquals(1, content.getJsonObject("erased").getInt("events"));
        assertFalse(content.toString().contains("ann@"), content::toString);
        assertFalse(
                answer("certificate", "{\"certificate\": \"" + certificate + "\", \"address\": \"bob@example.com\"}")
                        .getBoolean("matches"));

        HttpResponse<String> page =
                post("certificate", "{\"certificate\": \"" + certificate + "\", \"format\": \"html\"}");
        assertTrue(Jsoup.parse(page.body()).text().contains(content.getString("person")), page.body());

        for (String forged : List.of(
                "x" + certificate, certificate.substring(1), certificate.replace(".", ""), certificate + ".", "é.é")) {
            assertFalse(
                    answer("certificate", "{\"certificate\": \"" + forged + "\"}")
                            .getBoolean("valid"),
                    forged);
            assertEquals(
                    400,
                    post("certificate", "{\"certificate\": \"" + forged + "\", \"format\": \"html\"}")
                            .statusCode());
        }
    }

    @Test
    void aSuppressionOutlivesTheErasureIfThatIsChosen() throws Exception {
        api.sendBody("POST", "api/v1/suppressions", "application/json", ANN);
        answer("erase", "{\"address\": \"ann@example.com\", \"keepSuppressions\": true}");

        assertEquals(
                Set.of("***"),
                Set.copyOf(
                        api
                                .json("api/v1/suppressions")
                                .getJsonArray("suppressions")
                                .getValuesAs(JsonObject.class)
                                .stream()
                                .map(one -> one.getString("address"))
                                .toList()));
        HttpResponse<String> refused = api.sendBody(
                "POST", "api/v1/deliveries", "application/json", "{\"to\": \"ann@example.com\", \"html\": \"x\"}");
        assertEquals(409, refused.statusCode());
        answer("erase", ANN);
        assertEquals(
                0, api.json("api/v1/suppressions").getJsonArray("suppressions").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"address\": \"ann@example.com\", \"format\": \"pdf\"}",
                "{\"address\": \"ann@example.com\", \"format\": \"html\", \"language\": \"xx\"}",
                "{\"address\": \"nobody\"}"
            })
    void invalidFieldsAreNamed(String body) throws Exception {
        HttpResponse<String> refused = post("export", body);
        assertEquals(400, refused.statusCode());
        assertTrue(Set.of("format", "language", "address")
                .contains(StrictJson.read(refused.body()).asJsonObject().getString("field")));
    }
}
