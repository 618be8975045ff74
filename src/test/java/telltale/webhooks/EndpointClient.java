package telltale.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import telltale.launcher.RunningWar;

/** Adds endpoints to a running Telltale as its administrator does. */
public final class EndpointClient {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String api;
    private final String key;

    public EndpointClient(RunningWar telltale) throws IOException, InterruptedException {
        this.api = telltale.awaitSite() + "/app/api/v1/webhooks";
        this.key = telltale.key();
    }

    /** Settings with which events may be sent to a port of this machine. */
    public static Map<String, String> settings(int port) {
        return Map.of(
                "TELLTALE_DNS",
                "off",
                "TELLTALE_WEBHOOK_NETWORKS",
                "127.0.0.0/8, ::1",
                "TELLTALE_WEBHOOK_PORTS",
                Integer.toString(port));
    }

    /** Adds an endpoint; returns the answer, which has its key. */
    public JsonObject add(String url, String... types) throws IOException, InterruptedException {
        JsonArray wanted = Json.createArrayBuilder(List.of(types)).build();
        String body = Json.createObjectBuilder()
                .add("url", url)
                .add("types", wanted)
                .build()
                .toString();
        return post("", body, 201);
    }

    /** Sends a test event, by which an endpoint is enabled. */
    public void test(String id) throws IOException, InterruptedException {
        JsonObject tested = post("/" + id + "/test", "", 200);
        assertTrue(tested.getBoolean("delivered"), tested.toString());
    }

    private JsonObject post(String target, String body, int status) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + target))
                .headers("Authorization", "Bearer " + key, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
