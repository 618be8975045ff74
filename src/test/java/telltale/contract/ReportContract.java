package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.Application.Sent;
import telltale.contract.RawHttpClient.Answer;
import telltale.web.ops.Scrape;

/** Tests of what is reported to the owner: by the API, by health, and on the page. */
interface ReportContract {
    Application application();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/api/v1/deliveries",
                "/app/api/v1/deliveries/nonsense",
                "/app/api/v1/campaigns",
                "/app/api/v1/campaigns/nonsense",
                "/app/api/v1/recount"
            })
    default void onlyTheAdminKeyGrantsAccessToTheApi(String target) throws IOException {
        RawHttpClient http = application().http();
        String adminKey = application().adminKey().substring("Authorization: Bearer ".length());

        assertAll(
                () -> assertEquals(401, http.get(target).status()),
                () -> assertEquals(
                        401, http.get(target, Application.bearer("wrong")).status()),
                () -> assertEquals(401, http.get(target + "?key=" + adminKey).status()),
                () -> assertEquals(
                        403, http.get(target, application().trackKey()).status()));
    }

    @Test
    default void anUnknownAddressOfTheApiIsNotFoundByThoseWithAKey() throws IOException {
        RawHttpClient http = application().http();
        String target = "/app/api/v1/nonsense";

        assertEquals(401, http.get(target).status());
        assertEquals(401, http.get(target, Application.bearer("wrong")).status());
        assertEquals(404, http.get(target, application().trackKey()).status());
        assertEquals(404, http.get(target, application().adminKey()).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "019ab000-0000-7000-8000-000000000000", "%C3%A9", "1/2"})
    default void anUnknownDeliveryIsNotFound(String id) throws IOException {
        Answer answer = application()
                .http()
                .get("/app/api/v1/deliveries/" + id, application().adminKey());

        assertEquals(404, answer.status(), answer::toString);
        assertEquals(404, answer.json().getInt("status"), answer::toString);
    }

    @Test
    default void deliveriesAreListedInPagesNewestFirst() throws Exception {
        String first = sentTo("page1@example.com");
        String second = sentTo("page2@example.com");
        String third = sentTo("page3@example.com");
        String list = "/app/api/v1/deliveries?campaign=pages&limit=2";

        JsonObject page =
                application().http().get(list, application().adminKey()).json();
        JsonObject rest = application()
                .http()
                .get(list + "&cursor=" + page.getString("next"), application().adminKey())
                .json();

        assertEquals(third, page.getJsonArray("deliveries").getJsonObject(0).getString("id"));
        assertEquals(second, page.getJsonArray("deliveries").getJsonObject(1).getString("id"));
        assertEquals(first, rest.getJsonArray("deliveries").getJsonObject(0).getString("id"));
        assertTrue(rest.isNull("next"), rest::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=201", "limit=x", "cursor=x", "state=x", "to=x", "limit=1&limit=2", "colour=red"
            })
    default void anInvalidParameterIsRefusedByName(String query) throws IOException {
        Answer answer = application()
                .http()
                .get("/app/api/v1/deliveries?" + query, application().adminKey());

        assertEquals(400, answer.status(), answer::toString);
        assertEquals(query.split("=", 2)[0], answer.json().getString("field"), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Grüße & 100% ☂", "spring/2026", "../..", "a\\b;c=d", "campaigns"})
    default void aCampaignIsFoundByAnyName(String name) throws Exception {
        Sent sent = application().sent(Map.of("to", "named@example.com", "campaign", name, "text", "It rains."));
        application().http().get(sent.pixel());
        application().deliveryWithOpens(sent.id(), 1);

        JsonObject campaign = application()
                .http()
                .get(
                        "/app/api/v1/campaigns?" + RawHttpClient.form(Map.of("name", name)),
                        application().adminKey())
                .json();

        assertEquals(name, campaign.getString("name"));
        assertEquals(1, campaign.getInt("accepted"), campaign::toString);
        assertEquals(1, campaign.getJsonObject("opens").getInt("total"), campaign::toString);
        assertEquals(1, campaign.getJsonObject("opens").getInt("unique"), campaign::toString);
        assertEquals(30, campaign.getJsonArray("days").size(), campaign::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"by%20path%20%C3%A9%20100%25", "by/path", "by%2Bpath"})
    default void aCampaignIsFoundByItsPathIfTheServerAllowsThat(String path) throws Exception {
        String name = URLDecoder.decode(path, StandardCharsets.UTF_8);
        application().sent(Map.of("to", "path@example.com", "campaign", name, "text", "It rains."));

        Answer answer = application()
                .http()
                .get(
                        "/app/api/v1/campaigns/" + path + "?zone=Asia%2FKathmandu",
                        application().adminKey());

        assertEquals(200, answer.status(), answer::toString);
        assertEquals(name, answer.json().getString("name"));
    }

    @Test
    default void campaignsAreListed() throws Exception {
        application().sent(Map.of("to", "listed@example.com", "campaign", "listed", "text", "It rains."));

        JsonObject list = application()
                .http()
                .get("/app/api/v1/campaigns?limit=1", application().adminKey())
                .json();

        assertEquals("UTC", list.getString("zone"));
        assertEquals(1, list.getJsonArray("campaigns").size(), list::toString);
        assertEquals("listed", list.getJsonArray("campaigns").getJsonObject(0).getString("name"), list::toString);
    }

    @Test
    default void everyCounterMatchesTheEvents() throws Exception {
        Sent sent = application().sent(Map.of("to", "recount@example.com", "campaign", "recount", "text", "It rains."));
        application().http().get(sent.pixel());
        application().deliveryWithOpens(sent.id(), 1);

        JsonObject recount = application()
                .http()
                .get("/app/api/v1/recount", application().adminKey())
                .json();

        assertTrue(recount.getInt("events") > 0, recount::toString);
        assertEquals(0, recount.getInt("different"), recount::toString);
        assertTrue(recount.getJsonArray("differences").isEmpty(), recount::toString);
    }

    @Test
    default void theMetricsAddUp() throws Exception {
        Scrape before = scrape();
        application().http().get("/app/pixel/nonsense");
        Scrape after = scrape();

        String badToken = "telltale_hits_total{disposition=\"bad_token\"}";
        assertEquals(before.value(badToken) + 1, after.value(badToken));
        assertEquals(before.value("telltale_hits_received_total") + 1, after.value("telltale_hits_received_total"));
        assertEquals(1, after.value("telltale_database_up"));
    }

    private Scrape scrape() throws IOException {
        return Scrape.parse(application()
                .http()
                .get("/app/metrics", application().adminKey())
                .text());
    }

    @Test
    default void metricsRequireTheKeyOrALocalRequest() throws IOException {
        RawHttpClient http = application().http();

        assertEquals(200, http.get("/app/metrics").status());
        assertEquals(401, http.get("/app/metrics", "X-Forwarded-For: 192.0.2.1").status());
        assertEquals(
                403,
                http.get(
                                "/app/metrics",
                                "X-Forwarded-For: 192.0.2.1",
                                application().trackKey())
                        .status());
    }

    @Test
    default void healthReportsHitsByDispositionToTheOwner() throws IOException {
        application().http().get("/app/pixel/nonsense");

        JsonObject health = application().health();

        assertTrue(health.getJsonObject("hits").getInt("received") > 0, health::toString);
        assertTrue(health.getJsonObject("hits").getInt("bad_token") > 0, health::toString);
        assertEquals(0, health.getJsonObject("spool").getInt("waiting"), health::toString);
        assertEquals(0, health.getJsonObject("spool").getInt("quarantined"), health::toString);
        assertTrue(health.getJsonArray("unavailable").isEmpty(), health::toString);
    }

    @Test
    default void healthReportsOnlyTheStatusToStrangers() throws IOException {
        RawHttpClient http = application().http();

        assertEquals("{\"status\":\"up\"}", http.get("/app/health/live").text());
        assertEquals("{\"status\":\"ready\"}", http.get("/app/health/ready").text());
        assertEquals(
                "{\"status\":\"ready\"}",
                http.get("/app/health/ready", application().trackKey()).text());
    }

    @Test
    default void healthReportsDurabilityAndTheSourceOfEachSetting() throws IOException {
        JsonObject health = application().health();

        assertEquals("FULL", health.getJsonObject("database").getString("synchronous"), health::toString);
        assertEquals("wal", health.getJsonObject("database").getString("journalMode"), health::toString);
        assertEquals("environment", source(health, "EMAIL_HOST"));
        assertEquals("environment", source(health, "TELLTALE_HOME"));
        assertEquals("system property", source(health, "EMAIL_TO"));
        assertFalse(health.toString().contains("correct-horse"), "health shows a password");
    }

    static String source(JsonObject health, String setting) {
        return health.getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                .filter(used -> used.getString("name").equals(setting))
                .map(used -> used.getString("source"))
                .findFirst()
                .orElse(setting + " is not among the settings: " + health);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/app/health/live", "/app/api/v1/deliveries", "/app/track", "/app/nonsense"})
    default void pagesAllowNoForeignContent(String target) throws IOException {
        Answer answer = application().http().get(target);

        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
                        + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
                        + " require-trusted-types-for 'script'; trusted-types 'none'",
                answer.field("Content-Security-Policy").orElse(""),
                answer::toString);
        assertEquals("nosniff", answer.field("X-Content-Type-Options").orElse(""));
        assertEquals("no-referrer", answer.field("Referrer-Policy").orElse(""));
        assertTrue(answer.field("Set-Cookie").isEmpty(), answer::toString);
    }

    @Test
    default void theFrameForMailsHasAnOriginOfItsOwn() throws IOException {
        Answer frame = application().http().get("/app/preview.html");

        assertEquals(200, frame.status());
        String policy = frame.field("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("sandbox allow-scripts; default-src 'none';"), policy);
        assertTrue(policy.contains("frame-ancestors 'self'"), policy);
    }

    @Test
    default void thePageNeedsNoKey() throws IOException {
        Answer page = application().http().get("/app/");

        assertEquals(200, page.status());
        assertTrue(page.field("Content-Type").orElse("").startsWith("text/html"), page::toString);
        assertTrue(page.text().contains("Telltale"));
    }

    private String sentTo(String recipient) throws Exception {
        return application()
                .sent(Map.of("to", recipient, "campaign", "pages", "text", "It rains."))
                .id();
    }
}
