package telltale.contract;

import jakarta.json.JsonObject;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import telltale.contract.RawHttpClient.Answer;

/** The application under test, called over HTTP with the keys in its home. */
final class Application {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final RawHttpClient http = new RawHttpClient(ServerUnderTest.httpPort());
    private final Path home;

    Application(Path home) {
        this.home = home;
    }

    RawHttpClient http() {
        return http;
    }

    /** Returns the header field with the admin key. */
    String adminKey() throws IOException {
        return bearer(Files.readString(home.resolve("key")).strip());
    }

    /** Returns the header field with the key that is valid only for {@code /track}. */
    String trackKey() throws IOException {
        return bearer(plainTrackKey());
    }

    /** Returns the track key for a query parameter. */
    String plainTrackKey() throws IOException {
        return Files.readString(home.resolve("track-key")).strip();
    }

    static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    /** Sends {@code GET /track} with the track key. */
    Answer track(Map<String, String> mail) throws IOException {
        return http.get("/app/track?" + RawHttpClient.form(mail), trackKey());
    }

    /** A delivery with the paths of its pixel and its links. */
    record Sent(String id, String pixel, List<String> links) {}

    /** Sends one mail through a mail server that accepts it. */
    Sent sent(Map<String, String> mail) throws IOException, MessagingException {
        try (MailServers.Plain server = TrackContract.mailServer()) {
            Answer answer = track(mail);
            if (answer.status() != 200) {
                throw new AssertionError("the mail was not sent: " + answer);
            }
            ReceivedMail received = server.mail();
            List<String> links = received.links().stream()
                    .map(link -> URI.create(link).getRawPath())
                    .toList();
            return new Sent(
                    answer.json().getString("id"), received.pixelAddress().getRawPath(), links);
        }
    }

    JsonObject health() throws IOException {
        return http.get("/app/health/ready", adminKey()).json();
    }

    JsonObject delivery(String id) throws IOException {
        return http.get("/app/api/v1/deliveries/" + id, adminKey()).json();
    }

    /** Returns the number of deliveries to an address. */
    int deliveriesTo(String address) throws IOException {
        return http.get("/app/api/v1/deliveries?" + RawHttpClient.form(Map.of("to", address)), adminKey())
                .json()
                .getJsonArray("deliveries")
                .size();
    }

    /** Waits until a delivery has a number of opens, and returns it; after the timeout, returns it as it is. */
    JsonObject deliveryWithOpens(String id, int opens) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject delivery = delivery(id);
        while (opens(delivery) < opens && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            delivery = delivery(id);
        }
        return delivery;
    }

    static int opens(JsonObject delivery) {
        return delivery.getJsonObject("opens").getInt("total");
    }
}
