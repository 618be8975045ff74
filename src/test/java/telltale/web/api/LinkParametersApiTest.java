package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.sending.LinkDestinations;
import telltale.web.http.Json;

class LinkParametersApiTest {
    private static final String HTML = "<a href='https://shop.example.com/?a=1#top'>1</a>"
            + " <a href='https://third.example.net/'>2</a> <a href='https://example.org/'>3</a>"
            + " <a href='https://example.com/file?X-Amz-Signature=1'>4</a> <a href='{{unsubscribe}}'>5</a>";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void linkStatisticsShowTheFinalDestinationsAtTheSamePositions() throws Exception {
        String utm = "\"campaign\": \"spring 1\", \"utm\": {\"medium\": \"email\", \"source\": \"news\","
                + " \"parameters\": {\"ref\": \"ü\"}, \"domains\": [\"Example.ORG\"]}";
        String added = "utm_source=news&utm_medium=email&utm_campaign=spring%201&ref=%C3%BC";

        assertEquals(
                Map.of(
                        1, "https://shop.example.com/?a=1#top",
                        2, "https://third.example.net/",
                        3, "https://example.org/",
                        4, "https://example.com/file?X-Amz-Signature=1"),
                destinations("\"campaign\": \"spring 1\""));
        assertEquals(
                Map.of(
                        1,
                        "https://shop.example.com/?a=1&" + added + "#top",
                        2,
                        "https://third.example.net/",
                        3,
                        "https://example.org/?" + added,
                        4,
                        "https://example.com/file?X-Amz-Signature=1"),
                destinations(utm));
    }

    @Test
    void theCampaignOfTheMessageIsTheDefault() throws Exception {
        assertEquals(
                List.of("utm_source=n", "utm_campaign=c"), added("\"campaign\": \"c\", \"utm\": {\"source\": \"n\"}"));
        assertEquals(
                List.of("utm_source=n", "utm_campaign=d"),
                added("\"campaign\": \"c\", \"utm\": {\"source\": \"n\", \"campaign\": \"d\"}"));
        assertEquals(List.of("utm_source=n"), added("\"utm\": {\"source\": \"n\"}"));
        assertEquals(List.of("ref=r"), added("\"campaign\": \"c\", \"utm\": {\"parameters\": {\"ref\": \"r\"}}"));
    }

    private List<String> added(String fields) throws Exception {
        String url = destinations(fields).getOrDefault(3, "");
        assertEquals("https://example.org/", url, "a domain that is not listed");
        String extended = destinations(fields).getOrDefault(1, "");
        return List.of(extended.substring("https://shop.example.com/?a=1&".length(), extended.indexOf('#'))
                .split("&", -1));
    }

    private Map<Integer, String> destinations(String fields) throws Exception {
        String body = Json.object()
                .add("to", "ann@example.com")
                .add("html", HTML)
                .build()
                .toString();
        HttpResponse<String> answer = api.postKeyed(
                "api/v1/messages",
                "application/json",
                null,
                body.substring(0, body.length() - 1) + ", " + fields + "}");
        assertEquals(202, answer.statusCode(), answer.body());
        String id =
                json(answer.body()).getJsonArray("deliveries").getJsonObject(0).getString("id");
        return new LinkDestinations(api.store.messages(), api.tailor()).destinations(DeliveryId.parse(id));
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
