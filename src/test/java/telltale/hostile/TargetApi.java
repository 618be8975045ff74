package telltale.hostile;

import jakarta.json.Json;
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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the API of the attacked server, with a key. */
final class TargetApi {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern PIXEL = Pattern.compile("https?://[^/\"']+(/[^\"']*/pixel/[^\"'?]+)");
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI application;
    private final String key;

    TargetApi(URI application, String key) {
        this.application = application;
        this.key = key;
    }

    boolean isLive() {
        try {
            return get("/health/live", TIMEOUT).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** {@code ready}, {@code degraded}, {@code unavailable}, or {@code unresponsive} if there is no response. */
    String health() {
        try {
            return json(get("/health/ready", TIMEOUT).body()).getString("status");
        } catch (IOException | RuntimeException noAnswer) {
            return "unresponsive";
        }
    }

    /** Returns the image that every recipient gets. */
    byte[] image() throws IOException {
        return send(request("/pixel", TIMEOUT).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** Registers a delivery that another system sends, and returns the path of its pixel. */
    String pixel(String campaign, String to) throws IOException {
        String body = Json.createObjectBuilder()
                .add("to", to)
                .add("subject", "Steady")
                .add("html", "<p>Steady</p>")
                .add("campaign", campaign)
                .build()
                .toString();
        HttpResponse<String> answer = post("/api/v1/deliveries", "application/json", body, TIMEOUT);
        Matcher pixel = PIXEL.matcher(
                answer.statusCode() == CREATED ? json(answer.body()).getString("html") : "");
        if (!pixel.find()) {
            throw new IOException("no pixel in " + answer.statusCode() + ": " + answer.body());
        }
        return pixel.group(1);
    }

    /** Returns the number of opens counted for a campaign; empty if there is no response. */
    Optional<Long> opens(String campaign) {
        try {
            HttpResponse<String> answer = get("/api/v1/campaigns?name=" + campaign, TIMEOUT);
            return answer.statusCode() == OK
                    ? Optional.of(json(answer.body())
                            .getJsonObject("opens")
                            .getJsonNumber("total")
                            .longValueExact())
                    : Optional.empty();
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    /** Returns the state of a delivery, or {@code unknown} if it does not exist; empty if there is no response. */
    Optional<String> state(String delivery) {
        try {
            HttpResponse<String> answer = get("/api/v1/deliveries/" + delivery, TIMEOUT);
            return Optional.of(answer.statusCode() == OK ? json(answer.body()).getString("state") : "unknown");
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    /**
     * Submits a message to some recipients under an idempotency key.
     *
     * @return the ids of the deliveries; empty if it was not accepted
     */
    List<String> submit(String idempotencyKey, int recipients) throws IOException {
        StringBuilder batch = new StringBuilder("{\"subject\": \"Steady\", \"html\": \"<p>Dear {{name}}, "
                + "<a href='https://example.com/'>look</a></p>\", \"campaign\": \"mails\"}\n");
        for (int i = 0; i < recipients; i++) {
            batch.append("{\"to\": \"" + idempotencyKey + "-" + i + "@example.com\", \"data\": {\"name\": \"Ann\"}}\n");
        }
        Duration timeout = TIMEOUT.plusMillis(recipients * 5L);
        HttpRequest request = request("/api/v1/messages", timeout)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(batch.toString()))
                .build();
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == OK ? ids(answer.body()) : List.of();
    }

    private static List<String> ids(String lines) {
        List<String> ids = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            if (line.contains("\"position\"") && line.contains("\"state\"")) {
                ids.add(json(line).getString("id"));
            }
        }
        return ids;
    }

    /** Sends a mail to the attacker, who is also a recipient. */
    void sendTo(String recipient) throws IOException {
        String body = "{\"to\": \"" + recipient + "\", \"subject\": \"Bait\", \"bulk\": true, \"html\":"
                + " \"<p><a href='https://example.com/'>look</a> {{unsubscribe}} {{preferences}}</p>\"}";
        HttpResponse<String> answer = post("/api/v1/messages", "application/json", body, TIMEOUT);
        if (answer.statusCode() != ACCEPTED) {
            throw new IOException("not accepted: " + answer.body());
        }
    }

    private HttpResponse<String> get(String path, Duration timeout) throws IOException {
        return send(request(path, timeout).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type, String body, Duration timeout) throws IOException {
        return send(
                request(path, timeout)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(application + path))
                .header("Authorization", "Bearer " + key)
                .timeout(timeout);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return client.send(request, body);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException(stopping);
        }
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
