package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.web.http.Json;

/** Topics in the API: their titles, mail, suppressions, and the data of a person. */
class TopicsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String JSON = "application/json";
    private static final String TOPICS = "api/v1/topics";
    private static final String MESSAGES = "api/v1/messages";
    private static final String DELIVERIES = "api/v1/deliveries";
    private static final String SUPPRESSIONS = "api/v1/suppressions";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void topicsAreListedWithTheirTitlesPageByPage() throws Exception {
        assertEquals(204, title("offers", "{\"title\":\" <b>Offers</b> \"}").statusCode());
        assertEquals(202, message("ann@example.com", "product-news").statusCode());
        JsonObject first = api.json(TOPICS + "?limit=1");
        assertEquals(
                "[{\"name\":\"offers\",\"title\":\"<b>Offers</b>\"}]",
                first.getJsonArray("topics").toString());
        JsonObject second = api.json(TOPICS + "?limit=1&cursor=" + first.getString("next"));
        assertEquals(
                "{\"topics\":[{\"name\":\"product-news\",\"title\":\"Product news\"}],\"next\":null}",
                second.toString());
        assertEquals(400, api.get(TOPICS + "?cursor=A").statusCode());
    }

    private HttpResponse<String> title(String name, String body) throws Exception {
        return api.sendBody("PUT", TOPICS + "/" + name, JSON, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "News|{\"title\":\"News\"}|name",
                "news|{}|title",
                "news|{\"title\":\" \"}|title",
                "news|{\"title\":\"a\\r\\nBcc: x\"}|title",
                "news|{\"title\":\"{{unsubscribe}}\"}|title",
                "news|{\"title\":\"a\\u202eb\"}|title",
                "news|{\"titel\":\"News\"}|titel"
            })
    void anInvalidTitleIsRefusedWithItsField(String name, String body, String field) throws Exception {
        HttpResponse<String> refused = title(name, body);
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused.body());
        assertEquals(List.of(), api.store.topics().page(null, 10));
    }

    private HttpResponse<String> message(String to, String topic) throws Exception {
        return api.postKeyed(
                MESSAGES,
                JSON,
                null,
                "{\"to\":\"%s\",\"subject\":\"Hi\",\"text\":\"Hi\",\"bulk\":true,\"topic\":\"%s\"}"
                        .formatted(to, topic));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"topic\":\"news\"",
                "\"topic\":\"news\",\"bulk\":false",
                "\"topic\":\"News\",\"bulk\":true",
                "\"topic\":\"\",\"bulk\":true",
                "\"topic\":7,\"bulk\":true"
            })
    void aMessageWithAnInvalidTopicOrWithoutBulkIsRefused(String fields) throws Exception {
        String message = "{\"to\":\"ann@example.com\",\"text\":\"Hi\"," + fields + "}";
        String line = "{\"text\":\"Hi\"," + fields + "}\n{\"to\":\"ann@example.com\"}";
        for (HttpResponse<String> refused : List.of(
                api.postKeyed(MESSAGES, JSON, null, message), api.postKeyed(MESSAGES, MessagesApi.BATCH, null, line))) {
            assertEquals(400, refused.statusCode(), refused::body);
            assertTrue(refused.body().contains("\"field\":\"topic\""), refused.body());
        }
        assertEquals(0, api.json(DELIVERIES).getJsonArray("deliveries").size());
    }

    @Test
    void trackAndExternalDeliveriesTakeATopicOfBulkMail() throws Exception {
        String mail = "{\"to\":\"ann@example.com\",\"html\":\"Hi\",\"topic\":\"news\"";
        for (String address : List.of("track", DELIVERIES)) {
            HttpResponse<String> refused = api.postKeyed(address, JSON, null, mail + "}");
            assertEquals(400, refused.statusCode(), refused::body);
            assertTrue(refused.body().contains("topic needs bulk"), refused.body());
        }
        HttpResponse<String> external = api.postKeyed(DELIVERIES, JSON, null, mail + ",\"bulk\":true}");
        assertEquals(201, external.statusCode(), external::body);
        suppress("{\"address\":\"ann@example.com\",\"topic\":\"news\"}", 201);
        assertEquals(
                409,
                api.postKeyed(DELIVERIES, JSON, null, mail + ",\"bulk\":true}").statusCode());
    }

    @Test
    void aDeliveryShowsItsTopicAndIsFoundByIt() throws Exception {
        message("ann@example.com", "news");
        message("ben@example.com", "offers");
        api.accepted(null, NOON);
        List<JsonObject> found =
                api.json(DELIVERIES + "?topic=news").getJsonArray("deliveries").getValuesAs(JsonObject.class);
        assertEquals(1, found.size());
        assertEquals("news", found.get(0).getString("topic"));
        assertEquals(
                "news",
                api.json(DELIVERIES + "/" + found.get(0).getString("id")).getString("topic"));
        assertEquals(
                1,
                api.json(DELIVERIES).getJsonArray("deliveries").getValuesAs(JsonObject.class).stream()
                        .filter(one -> one.get("topic") == JsonValue.NULL)
                        .count());
    }

    @Test
    void aRecipientWhoRefusesTheTopicIsReported() throws Exception {
        suppress("{\"address\":\"ann@example.com\",\"topic\":\"news\",\"reason\":\"by letter\"}", 201);
        String body = message("ann@example.com", "news").body();
        assertTrue(body.contains("\"state\":\"suppressed\"") && body.contains("no mail of the topic news"), body);
        assertTrue(message("ann@example.com", "offers").body().contains("\"state\":\"queued\""));
    }

    private HttpResponse<String> suppress(String json, int status) throws Exception {
        HttpResponse<String> answer = api.sendBody("POST", SUPPRESSIONS, JSON, json);
        assertEquals(status, answer.statusCode(), answer::body);
        return answer;
    }

    @Test
    void aTopicSuppressionIsAddedListedAndRemovedOnItsOwn() throws Exception {
        String news = "{\"address\":\"ann@example.com\",\"scope\":\"topic\",\"topic\":\"news\"}";
        String entry = "\"address\":\"a***@example.com\",\"scope\":\"topic\",\"topic\":\"news\",\"reason\":\"manual\","
                + "\"at\":\"2026-11-22T12:00:00.000Z\"}";
        assertTrue(suppress(news, 201).body().endsWith(entry));
        assertTrue(suppress(news, 200).body().endsWith(entry));
        suppress("{\"address\":\"ann@example.com\",\"scope\":\"bulk\"}", 201);
        assertEquals(List.of("bulk", "topic news"), scopes("?address=ann@example.com"));

        assertEquals(204, remove("?address=ann@example.com&topic=news"));
        assertEquals(404, remove("?address=ann@example.com&topic=news"));
        assertEquals(400, remove("?address=ann@example.com&topic=News"));
        assertEquals(List.of("bulk"), scopes(""));
        assertEquals(204, remove("?address=ann@example.com"));
        assertEquals(List.of(), scopes(""));
    }

    private int remove(String query) throws Exception {
        return api.sendBody("DELETE", SUPPRESSIONS + query, JSON, "").statusCode();
    }

    private List<String> scopes(String query) throws Exception {
        return api.json(SUPPRESSIONS + query).getJsonArray("suppressions").getValuesAs(JsonObject.class).stream()
                .map(one -> one.getString("scope") + (one.containsKey("topic") ? " " + one.getString("topic") : ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"address\":\"ann@example.com\",\"scope\":\"topic\"}|topic",
                "{\"address\":\"ann@example.com\",\"scope\":\"bulk\",\"topic\":\"news\"}|topic",
                "{\"address\":\"ann@example.com\",\"topic\":\"No News\"}|topic",
                "{\"address\":\"ann@example.com\",\"scope\":\"news\"}|scope"
            })
    void anInvalidTopicSuppressionIsRefused(String json, String field) throws Exception {
        assertTrue(suppress(json, 400).body().contains("\"field\":\"" + field + "\""));
        HttpResponse<String> imported = api.sendBody("POST", SUPPRESSIONS + "/import", "application/x-ndjson", json);
        assertEquals(400, imported.statusCode());
        assertTrue(imported.body().contains("line 1 is invalid"), imported.body());
        assertEquals(List.of(), scopes(""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void everyEntryIsListedOnceHoweverLongThePages(int limit) throws Exception {
        StringBuilder lines = new StringBuilder("Email;Topic Name;Reason\n");
        for (int i = 0; i < 5; i++) {
            for (String topic : List.of("", "b", "a", "a-b")) {
                lines.append("r" + i + "@example.com;" + topic + ";by hand\n");
            }
        }
        lines.append("r9@example.com;a;by hand\n");
        String imported = api.sendBody("POST", SUPPRESSIONS + "/import", "text/csv", lines.toString())
                .body();
        assertTrue(imported.startsWith("{\"added\":21,\"unchanged\":0"), imported);

        List<String> listed = new ArrayList<>();
        String cursor = "";
        while (!cursor.equals("null")) {
            JsonObject page = api.json(SUPPRESSIONS + "?limit=" + limit + "&cursor=" + cursor);
            List<JsonObject> entries = page.getJsonArray("suppressions").getValuesAs(JsonObject.class);
            assertTrue(entries.size() <= limit);
            entries.forEach(one -> listed.add(one.getString("person") + one.getString("topic", "")));
            cursor = page.isNull("next") ? "null" : page.getString("next");
        }
        assertEquals(listed.stream().distinct().sorted().toList(), listed);
        assertEquals(21, listed.size());
        assertEquals(21, api.get(SUPPRESSIONS + "/export").body().lines().count());
    }

    @Test
    void theExportHasMorePersonsThanAPage() throws Exception {
        String lines = IntStream.range(0, 450)
                .mapToObj(i -> "{\"address\":\"r" + i + "@example.com\",\"topic\":\"news\"}\n")
                .reduce("", String::concat);
        api.sendBody("POST", SUPPRESSIONS + "/import", "application/x-ndjson", lines);
        List<String> exported =
                api.get(SUPPRESSIONS + "/export").body().lines().distinct().toList();
        assertEquals(450, exported.size());
        assertTrue(exported.stream().allMatch(line -> line.contains("\"scope\":\"topic\",\"topic\":\"news\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address,topic\nann@example.com,news\n",
                "email,scope,topic\nann@example.com,topic,news\n",
                "List Name;Recipient\nnews;ann@example.com\n",
                "list,email,topic_unused\n"
            })
    void aCsvImportHasAColumnForTheTopic(String csv) throws Exception {
        HttpResponse<String> imported = api.sendBody("POST", SUPPRESSIONS + "/import", "text/csv", csv);
        boolean isKnown = !csv.contains("unused");
        assertEquals(isKnown ? 200 : 400, imported.statusCode(), imported::body);
        Person ann = api.store.persons().person(ANN);
        assertEquals(isKnown ? List.of(Suppression.ofTopic("news", "manual", NOON)) : List.of(), ann.suppressions());
    }

    @Test
    void aPersonsTopicsAreExportedAndErased() throws Exception {
        message("ann@example.com", "news");
        suppress("{\"address\":\"ann@example.com\",\"topic\":\"jobs\",\"reason\":\"by letter\"}", 201);
        String address = "{\"address\":\"ann@example.com\"}";
        JsonObject exported = read(api.sendBody("POST", "api/v1/persons/export", JSON, address));
        assertEquals(
                "[{\"topic\":\"jobs\",\"title\":\"Jobs\",\"firstAt\":null,\"suppression\":{\"scope\":\"topic\","
                        + "\"topic\":\"jobs\",\"reason\":\"by letter\",\"at\":\"2026-11-22T12:00:00.000Z\"}},"
                        + "{\"topic\":\"news\",\"title\":\"News\",\"firstAt\":\"2026-11-22T12:00:00.000Z\","
                        + "\"suppression\":null}]",
                exported.getJsonArray("topics").toString());
        assertEquals(
                "news", exported.getJsonArray("deliveries").getJsonObject(0).getString("topic"));

        api.sendBody("POST", "api/v1/persons/erase", JSON, address);
        assertEquals(List.of(), api.store.persons().topics(ANN));
        assertEquals(List.of(), scopes(""));
    }

    private static JsonObject read(HttpResponse<String> answer) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    @Test
    void theWiderSuppressionDoesNotHideTheTopics() throws Exception {
        suppress("{\"address\":\"ann@example.com\",\"topic\":\"news\"}", 201);
        suppress("{\"address\":\"ann@example.com\"}", 201);
        assertEquals(List.of("all", "topic news"), scopes("?address=ann@example.com"));
        Suppression all = new Suppression(Scope.ALL, "manual", NOON);
        assertEquals(all, api.store.persons().person(ANN).suppression());
    }
}
