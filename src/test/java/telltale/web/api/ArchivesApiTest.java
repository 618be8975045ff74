package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.store.AttemptResult;
import telltale.store.PurgeCutoffs;
import telltale.web.http.Json;

/** What a campaign publishes, from publishing to withdrawal. */
class ArchivesApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String ARCHIVE = "api/v1/campaigns/spring/archive";
    private static final String MESSAGE = """
            {"subject": "News for {{name}}", "campaign": "spring", "bulk": true,
             "html": "<p>Dear {{name}}{{^name}}customer{{/name}}, {{#vip}}for {{level}}{{/vip}} {{{code}}}</p>\
             <a href='https://shop.example/a'>Shop</a> <a href='{{view}}'>View</a> <a href='{{unsubscribe}}'>No more</a>",
             "data": {"vip": true, "level": "gold", "code": "PERSONAL-CODE"},
             "to": [{"to": "ann@example.com", "data": {"name": "Ann"}}]}""";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void aPublishedMessageHasNoPersonalData() throws Exception {
        String page = page(publish(submit(MESSAGE)));
        for (String personal : List.of("Ann", "ann@example.com", "gold", "PERSONAL-CODE", "/click/", "/view/")) {
            assertFalse(page.contains(personal), page);
        }
        for (String own : List.of("/unsubscribe", "/pixel", "/preferences")) {
            assertFalse(page.contains(own), page);
        }
        assertTrue(page.contains("Dear customer"), page);
        assertTrue(page.contains("href=\"https://shop.example/a\""), page);
        assertTrue(page.contains("<a>No more</a>"), page);
        assertTrue(page.contains("<title>News for </title>"), page);
    }

    @Test
    void theAnswerNamesTheFieldsThatAreEmpty() throws Exception {
        JsonObject published = publish(submit(MESSAGE));
        assertEquals(
                "[\"These fields are empty on the page, because their values belong to the recipients: name, code.\"]",
                published.getJsonArray("warnings").toString());
    }

    @Test
    void aMessageWithoutFieldsHasNoWarning() throws Exception {
        JsonObject published = publish(submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<p>Same for all</p>", "to": "ann@example.com"}"""));
        assertFalse(published.containsKey("warnings"), published.toString());
    }

    @Test
    void aMessageThatIsNoTemplateIsPublishedWithAWarning() throws Exception {
        JsonObject published = publish(submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<p>Dear Ann</p>", "template": false, "to": "ann@example.com"}"""));
        assertTrue(published.getJsonArray("warnings").toString().contains("published as it was written"));
    }

    @Test
    void anInlineImageIsPartOfThePage() throws Exception {
        String image = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4});
        JsonObject published = publish(submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<img src='cid:logo'>", "to": "ann@example.com",
                 "attachments": [{"name": "logo.png", "type": "image/png", "contentId": "logo", "content": "%s"}]}""".formatted(image)));
        assertTrue(page(published).contains("src=\"data:image/png;base64," + image + "\""), page(published));
    }

    @Test
    void thePageIsServedInASandboxAndNotIndexed() throws Exception {
        HttpResponse<String> page = open(publish(submit(MESSAGE)));
        assertEquals(
                List.of("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
                        + " img-src https: data:; style-src 'unsafe-inline'"),
                page.headers().allValues("Content-Security-Policy"));
        assertEquals(List.of("noindex"), page.headers().allValues("X-Robots-Tag"));
        assertEquals(List.of("no-store"), page.headers().allValues("Cache-Control"));
    }

    @Test
    void thePageOutlivesContentAndRecipients() throws Exception {
        JsonObject published = publish(submit(MESSAGE));
        api.store
                .outbox()
                .claim(NOON, 10)
                .forEach(claimed -> api.store
                        .outbox()
                        .recordResults(List.of(new AttemptResult(
                                claimed.id(), claimed.attempt(), DeliveryState.ACCEPTED, NOON, "250 ok", null, null))));
        Instant later = NOON.plus(Duration.ofDays(90));
        assertEquals(1, api.store.messages().purge(new PurgeCutoffs(later, later, later), 10));
        api.store.persons().erase(EmailAddress.parse("ann@example.com"));
        assertEquals(200, open(published).statusCode());
    }

    @Test
    void aSecondMessageReplacesTheFirstAtTheSameAddress() throws Exception {
        JsonObject first = publish(submit(MESSAGE));
        assertTrue(page(first).contains("Dear customer"));
        JsonObject second = publish(submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<p>Corrected</p>", "to": "ann@example.com"}"""));
        assertEquals(first.getString("url"), second.getString("url"));
        assertTrue(page(first).contains("Corrected"));
        assertEquals(second.getString("message"), api.json(ARCHIVE).getString("message"));
    }

    @Test
    void aWithdrawnMessageIsGoneAndAnotherAddressFollows() throws Exception {
        String message = submit(MESSAGE);
        JsonObject published = publish(message);
        assertEquals(200, open(published).statusCode());
        assertEquals(204, api.change("DELETE", ARCHIVE, "").statusCode());
        assertEquals(404, open(published).statusCode());
        assertEquals(404, api.get(ARCHIVE).statusCode());
        assertEquals(404, api.change("DELETE", ARCHIVE, "").statusCode());
        assertNotEquals(published.getString("url"), publish(message).getString("url"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\": \"x\"}",
                "{\"message\": \"01935b1e-7a3b-7d10-8f00-5c4d3e2f1a0b\"}",
                "{\"message\": \"OTHER\"}",
                "{\"message\": \"MINE\", \"indexed\": true}"
            })
    void aBodyWithoutAMessageOfTheCampaignIsRejected(String body) throws Exception {
        String mine = submit(MESSAGE);
        String other = submit(MESSAGE.replace("spring", "autumn"));
        HttpResponse<String> refused =
                api.change("PUT", ARCHIVE, body.replace("OTHER", other).replace("MINE", mine));
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(404, api.get(ARCHIVE).statusCode());
    }

    @Test
    void aPageThatIsTooLargeIsRejected() throws Exception {
        String image = Base64.getEncoder().encodeToString(new byte[60_000]);
        HttpResponse<String> refused =
                api.change("PUT", ARCHIVE, "{\"message\": \"%s\"}".formatted(submit("""
                        {"subject": "Hi", "campaign": "spring", "html": "%s", "to": "ann@example.com",
                         "attachments": [{"name": "logo.png", "type": "image/png", "contentId": "logo", "content": "%s"}]}""".formatted(
                                        "<img src='cid:logo'>".repeat(60), image))));
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("limited to 4194304"), refused.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "AAAAAAAAAAAAAAAAAAAAAA", "%00AAAAAAAAAAAAAAAAAAAAA", "../api/v1/campaigns"})
    void nothingIsAtAnotherAddress(String id) throws Exception {
        publish(submit(MESSAGE));
        int status = api.get("archive/" + id, "Accept-Language", "en").statusCode();
        assertTrue(status == 404 || status == 400 || status == 401, "status " + status);
    }

    @Test
    void onlyTheAdminKeyPublishes() throws Exception {
        submit(MESSAGE);
        assertEquals(401, api.get(ARCHIVE, "Accept-Language", "en").statusCode());
        assertEquals(
                403,
                api.get(ARCHIVE, "Authorization", "Bearer " + ServedApi.TRACK_KEY)
                        .statusCode());
    }

    private String submit(String message) throws Exception {
        HttpResponse<String> answer = api.change("POST", "api/v1/messages", message);
        assertEquals(202, answer.statusCode(), answer.body());
        return object(answer).getString("id");
    }

    private JsonObject publish(String message) throws Exception {
        HttpResponse<String> answer = api.change("PUT", ARCHIVE, "{\"message\": \"" + message + "\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        return object(answer);
    }

    private String page(JsonObject published) throws Exception {
        HttpResponse<String> page = open(published);
        assertEquals(200, page.statusCode());
        return page.body();
    }

    /** Opens the public address without a key. */
    private HttpResponse<String> open(JsonObject published) throws Exception {
        String url = published.getString("url");
        assertTrue(url.startsWith(ServedApi.BASE + "/archive/"), url);
        return api.get(url.substring(ServedApi.BASE.length() + 1), "Accept-Language", "en");
    }

    private static JsonObject object(HttpResponse<String> answer) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
