package telltale.faults;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import telltale.launcher.RunningWar;
import telltale.model.DeliveryId;

/** What a running Telltale says of itself to the holder of the admin key. */
final class AdminApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String application;
    private final String key;

    private AdminApi(String application, String key) {
        this.application = application;
        this.key = key;
    }

    static AdminApi of(RunningWar war) throws IOException, InterruptedException {
        return new AdminApi(war.awaitSite() + "/app", war.key());
    }

    /**
     * @param total how many opens are counted
     * @param agents who opened: one for each event
     */
    record Opens(long total, List<String> agents) {}

    Opens opens(DeliveryId id) throws IOException, InterruptedException {
        JsonObject delivery = get("/api/v1/deliveries/" + id);
        List<String> agents = delivery.getJsonArray("events").getValuesAs(JsonObject.class).stream()
                .map(event -> event.getString("agent"))
                .toList();
        return new Opens(delivery.getJsonObject("opens").getInt("total"), agents);
    }

    /** How many hits met which fate since the start. */
    Map<String, Long> hits() throws IOException, InterruptedException {
        Map<String, Long> hits = new TreeMap<>();
        get("/health/ready")
                .getJsonObject("hits")
                .forEach((fate, count) -> hits.put(fate, ((JsonNumber) count).longValueExact()));
        return hits;
    }

    /** {@code ready}, {@code degraded} or {@code unavailable}. */
    String readiness() throws IOException, InterruptedException {
        return get("/health/ready").getString("status");
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application + path))
                .header("Authorization", "Bearer " + key)
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }
}
