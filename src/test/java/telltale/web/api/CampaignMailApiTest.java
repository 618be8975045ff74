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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.web.http.Json;

/** The latest mail of a campaign as the API returns it. */
class CampaignMailApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MAIL = "api/v1/campaigns/spring/mail";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void theMailHasItsTagsInsteadOfValuesAndTheNumbersOfItsLinks() throws Exception {
        submit("""
                {"subject": "News for {{name}}", "campaign": "spring", "bulk": true,
                 "html": "<p>Dear {{name}} {{{code}}}</p><a href='https://shop.example/a?id={{code}}'>A</a>\
                 <a href='{{unsubscribe}}'>No more</a> <a href='https://shop.example/b' data-link='7'>B</a>",
                 "to": [{"to": "ann@example.com", "data": {"name": "Ann", "code": "PERSONAL"}}]}""");

        JsonObject mail = mail();

        String html = mail.getString("html");
        for (String personal : List.of("Ann", "ann@example.com", "PERSONAL", "/click/", "/pixel", "zqx")) {
            assertFalse(html.contains(personal), html);
        }
        assertTrue(html.contains("Dear {{name}} {{{code}}}"), html);
        assertTrue(html.contains("<a href=\"https://shop.example/a?id={{code}}\" data-link=\"1\">A</a>"), html);
        assertTrue(html.contains("data-link=\"2\">B</a>"), html);
        assertEquals("News for {{name}}", mail.getString("subject"));
        assertEquals(
                "[{\"number\":1,\"url\":\"https://shop.example/a?id={{code}}\"},{\"number\":2,\"url\":\"https://shop.example/b\"}]",
                mail.getJsonArray("links").toString());
    }

    @Test
    void aTagIsPutBackAsText() throws Exception {
        submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<p>{{name}}</p><p title='{{a<b>}}'>x</p>",
                 "to": [{"to": "ann@example.com", "data": {"name": "Ann", "a<b>": "x"}}]}""");

        assertFalse(mail().getString("html").contains("<b>"));
    }

    @Test
    void aMailThatWasWrittenForOnePersonIsNotShown() throws Exception {
        submit("""
                {"subject": "Your order", "campaign": "spring", "html": "<p>Dear Ann</p>", "to": "ann@example.com"}""");

        String none =
                "{\"campaign\":\"%s\",\"message\":null,\"subject\":null,\"html\":null,\"links\":[],\"published\":null}";
        assertEquals(none.formatted("spring"), get(MAIL).body());
        assertEquals(
                none.formatted("nothing"), get("api/v1/campaigns/nothing/mail").body());
        assertEquals(400, get(MAIL + "?x=1").statusCode());
    }

    @Test
    void whatIsPublishedStandsWithTheMail() throws Exception {
        submit("""
                {"subject": "Hi", "campaign": "spring", "html": "<p>{{name}}</p>",
                 "to": [{"to": "ann@example.com", "data": {"name": "Ann"}}]}""");
        String message = mail().getString("message");
        HttpResponse<String> published =
                api.change("PUT", "api/v1/campaigns/spring/archive", "{\"message\": \"" + message + "\"}");
        assertEquals(200, published.statusCode(), published.body());

        JsonObject archive = mail().getJsonObject("published");
        assertEquals(message, archive.getString("message"));
        assertTrue(published.body().contains(archive.getString("url")), archive::toString);
        assertEquals(
                204, api.change("DELETE", "api/v1/campaigns/spring/archive", "").statusCode());
        assertTrue(mail().isNull("published"));
    }

    private void submit(String message) throws Exception {
        HttpResponse<String> answer = api.change("POST", "api/v1/messages", message);
        assertEquals(202, answer.statusCode(), answer.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return api.get(path, "Authorization", "Bearer " + ServedApi.ADMIN_KEY);
    }

    private JsonObject mail() throws Exception {
        HttpResponse<String> answer = get(MAIL);
        assertEquals(200, answer.statusCode(), answer.body());
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
