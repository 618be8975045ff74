package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.sending.LinkDestinations;
import telltale.web.http.Json;

class MessagesApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MESSAGES = "api/v1/messages";
    private static final String JSON = "application/json";
    private static final String BATCH = "application/x-ndjson";
    private static final String LETTER = "{\"subject\": \"Hi {{name}}\", \"html\": \"<p>{{name}}</p>\"}\n";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void everyRecipientIsQueuedBeforeTheResponse() throws Exception {
        HttpResponse<String> answer = post(JSON, null, """
            {"subject": "Hi {{name}}", "text": "Dear {{name}}", "campaign": "autumn", "sendAt": "2026-11-23T12:00:00Z",
             "to": [{"to": "ann@example.com", "name": "Ann", "data": {"name": "Ann"}}, "ben@example.com"],
             "data": {"name": "friend"}}\
            """);
        assertEquals(202, answer.statusCode(), answer.body());
        JsonObject taken = json(answer.body());
        assertEquals(2, taken.getJsonArray("deliveries").size());
        assertEquals(
                "scheduled", taken.getJsonArray("deliveries").getJsonObject(0).getString("state"));

        JsonObject progress = api.json(MESSAGES + "/" + taken.getString("id"));
        assertEquals(2, progress.getInt("total"));
        assertEquals(2, progress.getJsonObject("deliveries").getInt("scheduled"));
        JsonObject waiting = api.json("api/v1/outbox?limit=1&message=" + taken.getString("id"));
        assertEquals(
                "2026-11-23T12:00:00.000Z",
                waiting.getJsonArray("waiting").getJsonObject(0).getString("nextAttemptAt"));
        assertTrue(!waiting.isNull("next"));

        assertEquals(
                2,
                json(post(MESSAGES + "/" + taken.getString("id") + "/cancel", JSON, null, "")
                                .body())
                        .getInt("cancelled"));
        assertEquals(0, api.json("api/v1/outbox").getJsonArray("waiting").size());
    }

    @Test
    void eachRecipientWaitsForTheHoursOfTheirOwnTimeZone() throws Exception {
        String id = json(post(JSON, null, """
                {"subject": "Hi", "text": "Hi", "data": {"zone": ""},
                 "sendWindow": {"from": "09:00", "to": "12:30", "zone": "Europe/Berlin", "zoneField": "zone"},
                 "to": [{"to": "ann@example.com", "data": {"zone": "America/New_York"}}, "ben@example.com",
                        {"to": "eve@example.com", "data": {"zone": "Europe/London"}}]}\
                """).body()).getString("id");
        List<String> due = api.json("api/v1/outbox?message=" + id).getJsonArray("waiting").stream()
                .map(one -> one.asJsonObject().getString("nextAttemptAt"))
                .sorted()
                .toList();
        assertEquals(List.of("2026-11-22T12:00:00.000Z", "2026-11-22T14:00:00.000Z", "2026-11-23T08:00:00.000Z"), due);
    }

    /** Requests with their complete responses, from {@code malformed-messages.jsonl}. */
    @Test
    void anInvalidMessageIsRejectedNamingItsFieldAndNothingIsStored() throws Exception {
        List<Executable> requests = new ArrayList<>();
        try (InputStream in = getClass().getResourceAsStream("malformed-messages.jsonl")) {
            for (String line : lines(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8))) {
                requests.add(() -> assertRefused(json(line)));
            }
        }
        assertTrue(requests.size() >= 50);
        assertAll(requests);
        assertEquals(0, api.json("api/v1/deliveries").getJsonArray("deliveries").size());
    }

    private void assertRefused(JsonObject request) throws Exception {
        String name = request.getString("name");
        HttpResponse<String> answer =
                post(request.getString("type"), request.getString("key", null), request.getString("body"));
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("none").split(";", 2)[0],
                name);
        assertEquals(request.get("answer"), json(answer.body()), name);
        assertEquals(json(answer.body()).getInt("status"), answer.statusCode(), name);
    }

    @Test
    void anInvalidLineOfABatchIsReportedAtItsPositionAndTheRestIsProcessed() throws Exception {
        String deep = "{\"to\": \"ann@example.com\", \"data\": {\"name\": " + "[".repeat(1000);
        String tooLong = "\"" + "x".repeat(200_000) + "\"";
        List<String> batch = lines(post(
                        BATCH,
                        null,
                        LETTER + recipients(0, 1) + deep + "\nno JSON\n" + tooLong + "\n"
                                + "{\"to\": \"ann@example.com\", \"to\": \"ben@example.com\"}\n" + recipients(1, 2))
                .body());

        assertEquals(0, json(batch.get(1)).getInt("position"));
        assertError(batch.get(2), 1, 400, "nested deeper than 64 levels");
        assertError(batch.get(3), 2, 400, "recipient is not well-formed JSON at line 1, column ");
        assertError(batch.get(4), 3, 413, "limited to 100000 bytes");
        assertError(batch.get(5), 4, 400, "recipient.to is a duplicate field");
        assertEquals("queued", json(batch.get(6)).getString("state"));
        assertEquals(5, json(batch.get(6)).getInt("position"));
        assertEquals(json("{\"done\": true, \"accepted\": 2, \"refused\": 4}"), json(batch.get(7)));
    }

    private void assertError(String line, int position, int status, String detail) {
        assertEquals(position, json(line).getInt("position"), line);
        JsonObject error = json(line).getJsonObject("error");
        assertEquals(status, error.getInt("status"), line);
        assertTrue(error.getString("detail").contains(detail), line);
    }

    @Test
    void aMissingPlaceholderValueIsReportedWithItsRecipient() throws Exception {
        JsonObject problem = json(post(JSON, null, """
            {"to": [{"to": "ann@example.com", "data": {"name": "Ann"}}, "ben@example.com"], "html": "{{name}}"}\
            """).body());
        assertEquals("ben@example.com", problem.getString("recipient"));
        assertTrue(problem.getString("detail").contains("{{name}}"), problem::toString);
    }

    @Test
    void aUrlWithAnUnfilledFieldIsNamedBeforeSending() throws Exception {
        String url = "https://shop.example/?id=";
        for (String field : List.of("{{id}}", "%7B%7Bid%7D%7D", "{{{customer.id}}}")) {
            String html = "<a href='" + url + field + "'>x</a>";
            JsonObject literal =
                    json(post(JSON, null, message(html, "\"template\": false")).body());
            assertTrue(literal.getJsonArray("warnings").getString(0).endsWith(url + field), literal::toString);
        }
        for (String data : List.of("{{id}}", "%7B%7Bid%7D%7D")) {
            String filled = message("<a href='" + url + "{{{x}}}'>x</a>", "\"data\": {\"x\": \"" + data + "\"}");
            JsonObject problem = json(post(JSON, null, filled).body());
            assertEquals("html", problem.getString("field"), problem::toString);
            assertTrue(problem.getString("detail").endsWith(url + data), problem::toString);
        }
        JsonObject problem = json(post(JSON, null, message("<a href='http://{{unsubscribe}}'>x</a>", "\"bulk\": true"))
                .body());
        assertTrue(problem.getString("detail").contains("http://{{unsubscribe}}"), problem::toString);
        JsonObject batch = json(lines(post(BATCH, null, "{\"html\": \"<a href='{{x}}'>x</a>\", \"template\": false}\n")
                        .body())
                .get(0));
        assertEquals(1, batch.getJsonArray("warnings").size());
        assertTrue(!json(post(JSON, null, message("<p>x</p>", "\"bulk\": true")).body())
                .containsKey("warnings"));
    }

    private static String message(String html, String fields) {
        return "{\"to\": \"ann@example.com\", \"html\": \"" + html + "\", " + fields + "}";
    }

    @Test
    void suppressedRecipientsAreReportedInTheResponse() throws Exception {
        assertEquals(201, post("api/v1/suppressions", JSON, null, """
            {"address": "R1@EXAMPLE.com", "scope": "all", "reason": "asked by letter"}\
            """).statusCode());
        JsonObject taken = json(post(JSON, null, """
            {"to": ["ann@example.com", "r1@example.com"], "html": "x"}\
            """).body());
        JsonObject unwanted = taken.getJsonArray("deliveries").getJsonObject(1);
        assertEquals("suppressed", unwanted.getString("state"));
        assertEquals(
                "the recipient gets no mail: asked by letter, since 2026-11-22T12:00:00Z",
                unwanted.getString("reason"));
        assertEquals(
                "suppressed",
                api.json("api/v1/deliveries/" + unwanted.getString("id")).getString("state"));

        List<String> batch =
                lines(post(BATCH, "batch-1", LETTER + recipients(0, 3)).body());
        assertEquals("suppressed", json(batch.get(2)).getString("state"));
        assertEquals(unwanted.getString("reason"), json(batch.get(2)).getString("reason"));
        assertEquals("queued", json(batch.get(3)).getString("state"));
        assertEquals(
                batch, lines(post(BATCH, "batch-1", LETTER + recipients(0, 3)).body()));
        assertEquals(3, api.json("api/v1/outbox").getJsonArray("waiting").size());
    }

    @Test
    void aBulkSuppressionDoesNotAffectIndividualMessages() throws Exception {
        post("api/v1/suppressions", JSON, null, """
            {"address": "ann@example.com", "scope": "bulk"}\
            """);
        for (boolean bulk : new boolean[] {false, true}) {
            JsonObject taken =
                    json(post(JSON, null, "{\"to\": \"ann@example.com\", \"html\": \"x\", \"bulk\": " + bulk + "}")
                            .body());
            assertEquals(
                    bulk ? "suppressed" : "queued",
                    taken.getJsonArray("deliveries").getJsonObject(0).getString("state"));
        }
    }

    @Test
    void mergeDataOfARecipientIsExportedAndErasedWithThePerson() throws Exception {
        String taken = post(JSON, "key-1", """
            {"to": {"to": "ann@example.com", "name": "Ann", "data": {"name": "Ann", "bought": [{"title": "Shoes", "price": 9.5}]}},
             "html": "{{name}}", "metadata": {"order": "47"}}\
            """).body();
        String ann = "{\"address\": \"ann@example.com\"}";

        JsonObject delivery = json(post("api/v1/persons/export", JSON, null, ann)
                        .body())
                .getJsonArray("deliveries")
                .getJsonObject(0);
        assertEquals("Ann", delivery.getString("name"));
        assertEquals(
                "{\"title\":\"Shoes\",\"price\":9.5}",
                delivery.getJsonObject("data").getJsonArray("bought").get(0).toString());
        assertEquals("47", delivery.getJsonObject("metadata").getString("order"));

        assertEquals(200, post("api/v1/persons/erase", JSON, null, ann).statusCode());
        assertEquals(404, api.get(MESSAGES + "/" + json(taken).getString("id")).statusCode());
        assertEquals(0, api.json("api/v1/outbox").getJsonArray("waiting").size());
    }

    @Test
    void aClickedLinkShowsItsTargetAndSourcesUntilThePersonIsErased() throws Exception {
        JsonObject taken = json(post(JSON, null, """
            {"to": {"to": "ann@example.com", "data": {"who": "a&b"}}, "bulk": true,
             "html": "<a href='https://shop.example/'>x</a> <a href='https://shop.example/?for={{who}}'>y</a>"}\
            """).body());
        DeliveryId id = DeliveryId.parse(
                taken.getJsonArray("deliveries").getJsonObject(0).getString("id"));
        api.store.append(List.of(new Event(
                Uuid7.at(NOON.plusSeconds(60), new Random(7)),
                EventKind.CLICK,
                id,
                2,
                Client.of("curl/8.5.0", Set.of()),
                Network.UNKNOWN)));

        JsonObject link = api.json("api/v1/deliveries/" + id)
                .getJsonObject("clicks")
                .getJsonArray("links")
                .getJsonObject(0);

        assertEquals(2, link.getInt("link"));
        assertEquals("https://shop.example/?for=a&b", link.getString("destination"));
        assertEquals(1, link.getInt("total"));
        assertEquals(1, link.getInt("people") + link.getInt("machines") + link.getInt("unknown"), link::toString);
        post("api/v1/persons/erase", JSON, null, "{\"address\": \"ann@example.com\"}");
        assertEquals(Map.of(), new LinkDestinations(api.store.messages(), api.tailor()).destinations(id));
    }

    @Test
    void theSameIdempotencyKeyReturnsTheSameIdsAndAnotherBodyIsRejected() throws Exception {
        String body = "{\"to\": [\"ann@example.com\", \"ben@example.com\"], \"html\": \"x\"}";
        HttpResponse<String> first = post(JSON, "key-1", body);
        assertEquals(first.body(), post(JSON, "key-1", body).body());
        assertEquals(409, post(JSON, "key-1", body.replace("\"x\"", "\"y\"")).statusCode());
        assertEquals(2, api.json("api/v1/deliveries").getJsonArray("deliveries").size());
    }

    @Test
    void anInterruptedBatchContinuesWhereItStopped() throws Exception {
        List<String> broken =
                lines(post(BATCH, "batch-1", LETTER + recipients(0, 700)).body());
        List<String> whole =
                lines(post(BATCH, "batch-1", LETTER + recipients(0, 1200)).body());

        assertEquals(1202, whole.size());
        assertEquals(broken.subList(0, 701), whole.subList(0, 701));
        assertEquals("{\"done\":true,\"accepted\":1200,\"refused\":0}", whole.get(1201));
        String id = json(whole.get(0)).getString("id");
        assertEquals(1200, api.json(MESSAGES + "/" + id).getInt("total"));
        assertEquals(409, post(BATCH, "batch-1", LETTER.replace("Hi", "Ho")).statusCode());
        List<String> changed =
                lines(post(BATCH, "batch-1", LETTER + recipients(1, 3)).body());
        assertEquals("{\"done\":true,\"accepted\":0,\"refused\":2}", changed.get(3));
    }

    @Test
    void aBatchContinuesWithTheSameIdsAfterABrokenConnection() throws Exception {
        String body = LETTER + recipients(0, 1500);
        List<String> answered = new ArrayList<>();
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            String head = "POST /app/" + MESSAGES + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + ServedApi.ADMIN_KEY + "\r\nContent-Type: " + BATCH + "\r\nIdempotency-Key: broken\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            // In the middle of a recipient's line.
            String sent = body.substring(0, body.length() * 2 / 3 + 5);
            connection.getOutputStream().write((head + sent).getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            while (answered.size() < 400) {
                String line = Objects.requireNonNull(in.readLine());
                // All except results cut by a chunk boundary of the response.
                if (line.startsWith("{\"position\"") && line.endsWith("}")) {
                    answered.add(line);
                }
            }
        }
        List<String> whole = lines(post(BATCH, "broken", body).body());
        assertEquals("{\"done\":true,\"accepted\":1500,\"refused\":0}", whole.get(1501));
        assertTrue(whole.containsAll(answered));
        assertEquals(
                1500,
                api.json(MESSAGES + "/" + json(whole.get(0)).getString("id")).getInt("total"));
    }

    @Test
    void anInvalidLineOfABatchIsReportedAndTheOthersAreQueued() throws Exception {
        List<String> answer = lines(post(
                        BATCH,
                        null,
                        LETTER + recipients(0, 1) + "{\"to\": \"ann\"}\n\n\"ben@example.com\"\n" + recipients(1, 2))
                .body());
        assertEquals(6, answer.size());
        assertEquals("recipient.to", json(answer.get(2)).getJsonObject("error").getString("field"));
        assertEquals("ben@example.com", json(answer.get(3)).getString("to"));
        assertEquals(
                "html",
                json(answer.get(3)).getJsonObject("error").getString("field").replace("subject", "html"));
        assertEquals("{\"done\":true,\"accepted\":2,\"refused\":2}", answer.get(5));
    }

    @Test
    void aTooLargeRequestIsAnsweredWithTheLimit() throws Exception {
        HttpResponse<String> bytes =
                post(JSON, null, "{\"to\": \"a@example.com\", \"html\": \"" + "x".repeat(200_000) + "\"}");
        assertEquals(413, bytes.statusCode());
        assertEquals("TELLTALE_MAX_MESSAGE_SIZE", json(bytes.body()).getString("limit"));
        String many = IntStream.range(0, 2001)
                .mapToObj(i -> "\"r" + i + "@example.com\"")
                .collect(Collectors.joining(","));
        HttpResponse<String> recipients = post(JSON, null, "{\"to\": [" + many + "], \"html\": \"x\"}");
        assertEquals("TELLTALE_MAX_RECIPIENTS", json(recipients.body()).getString("limit"), recipients.body());
    }

    @Test
    void aBuiltInTemplateExistsAndPreviewsContainNoTracking() throws Exception {
        String data = "{\"data\": {\"title\": \"Rain\", \"name\": \"<Ann>\", \"body\": \"It rains.\","
                + " \"url\": \"https://example.com/\", \"action\": \"Look\", \"sender\": \"Shop\"}}";
        JsonObject shown =
                json(post("api/v1/templates/starter/preview", JSON, null, data).body());
        assertEquals("Rain", shown.getString("subject"));
        assertTrue(shown.getString("html").contains("Hello &lt;Ann&gt;"), shown::toString);
        assertTrue(
                shown.getString("html").contains("href=\"https:&#x2F;&#x2F;example.com&#x2F;\"")
                        || shown.getString("html").contains("href=\"https://example.com/\""),
                shown::toString);
        assertTrue(!shown.getString("html").contains("/pixel"), shown::toString);
        assertEquals(
                400, post("api/v1/templates/starter/preview", JSON, null, "{}").statusCode());
    }

    private static String recipients(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"to\": \"r" + i + "@example.com\", \"data\": {\"name\": \"R" + i + "\"}}\n")
                .collect(Collectors.joining());
    }

    private static List<String> lines(String body) {
        return body.lines().toList();
    }

    private HttpResponse<String> post(String type, @org.jspecify.annotations.Nullable String key, String body)
            throws Exception {
        return post(MESSAGES, type, key, body);
    }

    private HttpResponse<String> post(
            String target, String type, @org.jspecify.annotations.Nullable String key, String body) throws Exception {
        return api.postKeyed(target, type, key, body);
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
