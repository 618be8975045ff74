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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import telltale.launcher.RunningWar;
import telltale.model.DeliveryId;

/** A client of the API of a running Telltale, with the admin key. */
final class AdminApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

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
     * @param total the number of opens or clicks counted
     * @param agents the user agents, one for each event
     */
    record Opens(long total, List<String> agents) {}

    Opens opens(DeliveryId id) throws IOException, InterruptedException {
        return counted(id, "opens");
    }

    /** @param counter {@code opens} or {@code clicks}; the delivery has no other events */
    Opens counted(DeliveryId id, String counter) throws IOException, InterruptedException {
        JsonObject delivery = get("/api/v1/deliveries/" + id);
        List<String> agents = delivery.getJsonArray("events").getValuesAs(JsonObject.class).stream()
                .map(event -> event.getString("agent"))
                .toList();
        return new Opens(delivery.getJsonObject(counter).getInt("total"), agents);
    }

    /** Prepares a mail that is sent by other means, and returns its pixel. */
    PixelRequests prepare(String recipient) throws IOException, InterruptedException {
        String body = Json.createObjectBuilder()
                .add("to", recipient)
                .add("html", "<p>Hello</p>")
                .add("campaign", "prepared")
                .build()
                .toString();
        HttpRequest request = request("/api/v1/deliveries")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonObject prepared = object(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return new PixelRequests(
                DeliveryId.parse(prepared.getString("id")), "/app/pixel/" + prepared.getString("token") + ".gif");
    }

    /** The number of hits by disposition since the start. */
    Map<String, Long> hits() throws IOException, InterruptedException {
        Map<String, Long> hits = new TreeMap<>();
        get("/health/ready")
                .getJsonObject("hits")
                .forEach((disposition, count) -> hits.put(disposition, ((JsonNumber) count).longValueExact()));
        return hits;
    }

    /** {@code ready}, {@code degraded} or {@code unavailable}. */
    String readiness() throws IOException, InterruptedException {
        return get("/health/ready").getString("status");
    }

    /**
     * @param events number of rows
     * @param different number of counters that do not match the rows
     */
    record Recount(long events, long different) {}

    Recount recount() throws IOException, InterruptedException {
        JsonObject recount = get("/api/v1/recount");
        return new Recount(
                recount.getJsonNumber("events").longValueExact(),
                recount.getJsonNumber("different").longValueExact());
    }

    /** The number of deliveries of a message by final state. */
    record Progress(int accepted, int refused, int failed) {
        int ended() {
            return accepted + refused + failed;
        }
    }

    Progress progress(String message) throws IOException, InterruptedException {
        JsonObject states = get("/api/v1/messages/" + message).getJsonObject("deliveries");
        return new Progress(states.getInt("accepted"), states.getInt("refused"), states.getInt("failed"));
    }

    /** Returns the used bytes of the heap, garbage included. */
    long usedHeap() throws IOException, InterruptedException {
        String sample = "jvm_memory_used_bytes{area=\"heap\"} ";
        return text("/metrics")
                .lines()
                .filter(line -> line.startsWith(sample))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(sample.length())))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Reads a list page by page.
     *
     * @param path with its query
     * @param name the field of a page that has the list
     */
    List<JsonObject> all(String path, String name) throws IOException, InterruptedException {
        String query = path + (path.contains("?") ? "&" : "?") + "limit=200";
        List<JsonObject> all = new ArrayList<>();
        JsonObject page = get(query);
        all.addAll(page.getJsonArray(name).getValuesAs(JsonObject.class));
        while (!page.isNull("next")) {
            page = get(query + "&cursor=" + page.getString("next"));
            all.addAll(page.getJsonArray(name).getValuesAs(JsonObject.class));
        }
        return all;
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return object(text(path));
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** Gets a response, and repeats the request while the database is unavailable (503). */
    private String text(String path) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        HttpResponse<String> answer = send(path);
        while (answer.statusCode() == UNAVAILABLE && !path.startsWith("/health") && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = send(path);
        }
        if (answer.statusCode() != OK && !path.startsWith("/health")) {
            throw new IllegalStateException(path + " returned " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(application + path))
                .header("Authorization", "Bearer " + key)
                .timeout(TIMEOUT);
    }
}
