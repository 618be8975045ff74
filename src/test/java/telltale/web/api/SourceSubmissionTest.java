package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.web.http.Json;

/** Mails that programs submit by HTTP as they composed them. */
class SourceSubmissionTest {
    private static final String TARGET = "api/v1/messages/source";
    private static final String HEAD = "From: shop@example.com\r\nSubject: Hello\r\n";
    private static final String HTML = "Content-Type: text/html\r\n\r\n<p>Hello</p>\r\n";
    private static final String MAIL = HEAD + HTML;

    @TempDir
    private Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static JsonObject json(HttpResponse<String> answer) {
        return Json.PROVIDER.createReader(new StringReader(answer.body())).readObject();
    }

    private static String base64(String mail) {
        return Base64.getEncoder().encodeToString(mail.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(String to, String mail) {
        return "{\"sender\": \"shop@example.com\", \"to\": " + to + ", \"source\": \"" + base64(mail) + "\"}";
    }

    private JsonObject accepted(@Nullable String idempotencyKey, String body) throws Exception {
        HttpResponse<String> answer = api.postKeyed(TARGET, "application/json", idempotencyKey, body);
        assertEquals(202, answer.statusCode(), answer.body());
        return json(answer);
    }

    private JsonObject refused(int status, String body) throws Exception {
        HttpResponse<String> answer = api.postKeyed(TARGET, "application/json", null, body);
        assertEquals(status, answer.statusCode(), answer.body());
        return json(answer);
    }

    private int stored() throws Exception {
        return api.json("api/v1/deliveries").getJsonArray("deliveries").size();
    }

    @Test
    void eachRecipientOfTheEnvelopeIsQueuedOnce() throws Exception {
        JsonObject taken = accepted(
                null,
                body(
                        "[\"ann@example.org\", \"ben@example.org\", \"Ann@EXAMPLE.org\"]",
                        "Bcc: ben@example.org\r\nX-Telltale-Campaign: spring\r\n" + MAIL));

        assertEquals(
                "duplicate", taken.getJsonArray("deliveries").getJsonObject(2).getString("state"));
        assertEquals(2, api.json("api/v1/messages/" + taken.getString("id")).getInt("total"));
        assertEquals(
                "spring", api.json("api/v1/messages/" + taken.getString("id")).getString("campaign"));
        assertTrue(!taken.containsKey("notTracked"), taken::toString);
    }

    @Test
    void aMailThatIsNotTrackedSaysWhy() throws Exception {
        assertEquals(
                "no-html",
                accepted(null, body("[\"ann@example.org\"]", HEAD + "\r\nHello\r\n"))
                        .getString("notTracked"));
    }

    @Test
    void aRepeatedMailIsQueuedOnceAlsoIfItsDateDiffers() throws Exception {
        String first = accepted("one", body("[\"ann@example.org\"]", "Date: 1\r\n" + MAIL))
                .getString("id");

        assertEquals(
                first,
                accepted("one", body("[\"ann@example.org\"]", "Date: 2\r\n" + MAIL))
                        .getString("id"));
        String own = "X-Telltale-Idempotency-Key: two\r\n" + MAIL;
        String second = accepted("three", body("[\"ann@example.org\"]", own)).getString("id");
        assertEquals(
                second, accepted("four", body("[\"ann@example.org\"]", own)).getString("id"));
        assertEquals(2, stored());
        assertEquals(
                409,
                api.postKeyed(TARGET, "application/json", "one", body("[\"ben@example.org\"]", MAIL))
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "Sender: boss@example.net | Sender",
                "From: shop@example.com | From",
                "X-Telltale-Track: yes | X-Telltale-Track",
                "no field | header",
                "X: a\\nb | source",
                "X: a\\0b | source"
            },
            delimiter = '|')
    void anInvalidMailNamesWhatIsWrong(String line, String field) throws Exception {
        JsonObject problem = refused(400, body("[\"ann@example.org\"]", line.translateEscapes() + "\r\n" + MAIL));

        assertEquals(field, problem.getString("field"));
        assertEquals(0, stored());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{} | sender",
                "{'sender': 'nobody'} | sender",
                "{'sender': 'boss@example.net', 'to': ['ann@example.org'], 'source':"
                        + " 'RnJvbTogc2hvcEBleGFtcGxlLmNvbQ0KDQo='} | sender",
                "{'sender': 'shop@example.com'} | to",
                "{'sender': 'shop@example.com', 'to': 'ann@example.org'} | to",
                "{'sender': 'shop@example.com', 'to': []} | to",
                "{'sender': 'shop@example.com', 'to': ['ann@example.org', 1]} | to[1]",
                "{'sender': 'shop@example.com', 'to': ['ann@example.org']} | source",
                "{'sender': 'shop@example.com', 'to': ['ann@example.org'], 'source': '%'} | source",
                "{'sender': 'shop@example.com', 'to': ['ann@example.org'], 'html': 'x'} | html"
            },
            delimiter = '|',
            quoteCharacter = '"')
    void anInvalidRequestNamesItsField(String body, String field) throws Exception {
        assertEquals(field, refused(400, body.replace('\'', '"')).getString("field"));
    }

    @Test
    void allInvalidRecipientsAreNamed() throws Exception {
        JsonObject problem = refused(400, body("[\"nobody\", \"ann@example.org\", \"@\"]", MAIL));

        assertEquals("to[0]", problem.getString("field"));
        assertEquals(2, problem.getJsonArray("errors").size());
        assertTrue(problem.getJsonArray("errors").getString(1).startsWith("to[2] is not"), problem::toString);
    }

    @Test
    void theLimitOfAMailCountsItsOctetsAndNotTheirEncoding() throws Exception {
        int limit = 100_000;
        accepted(null, body("[\"ann@example.org\"]", MAIL + "x".repeat(limit - MAIL.length())));

        JsonObject problem = refused(413, body("[\"ann@example.org\"]", MAIL + "x".repeat(limit - MAIL.length() + 1)));
        assertEquals("TELLTALE_MAX_MESSAGE_SIZE", problem.getString("limit"));
    }

    @Test
    void aKeyMayRestrictSendersAndCampaigns() throws Exception {
        String key = json(api.change(
                        "POST",
                        "api/v1/keys",
                        "{\"name\": \"shop\", \"role\": \"send\", \"fromDomains\": [\"example.net\"]}"))
                .getString("key");

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/app/" + TARGET))
                                .header("Authorization", "Bearer " + key)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body("[\"ann@example.org\"]", MAIL)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertEquals(403, answer.statusCode());
        assertEquals("fromDomains", json(answer).getString("rule"));
    }
}
