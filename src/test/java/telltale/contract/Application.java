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
import telltale.contract.Wire.Answer;

/** The application under test, as its owner reaches it: by address, and with the keys that it left in its home. */
final class Application {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Wire wire = new Wire(Rig.httpPort());
    private final Path home;

    Application(Path home) {
        this.home = home;
    }

    Wire wire() {
        return wire;
    }

    /** The header field that opens everything. */
    String adminKey() throws IOException {
        return bearer(Files.readString(home.resolve("key")).strip());
    }

    /** The header field that opens {@code /track} and nothing else. */
    String trackKey() throws IOException {
        return bearer(plainTrackKey());
    }

    /** The key as a query parameter. */
    String plainTrackKey() throws IOException {
        return Files.readString(home.resolve("track-key")).strip();
    }

    static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    /** {@code GET /track} with the track key. */
    Answer track(Map<String, String> mail) throws IOException {
        return wire.get("/app/track?" + Wire.form(mail), trackKey());
    }

    /** One delivery, and the paths of its pixel and of its links. */
    record Sent(String id, String pixel, List<String> links) {}

    /** Sends one mail, through a server that takes it. */
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
        return wire.get("/app/health/ready", adminKey()).json();
    }

    JsonObject delivery(String id) throws IOException {
        return wire.get("/app/api/v1/deliveries/" + id, adminKey()).json();
    }

    /** How many mails to this address were ever taken on. */
    int deliveriesTo(String address) throws IOException {
        return wire.get("/app/api/v1/deliveries?" + Wire.form(Map.of("to", address)), adminKey())
                .json()
                .getJsonArray("deliveries")
                .size();
    }

    /** The delivery as soon as it has so many opens; what it is by then if it never gets them. */
    JsonObject deliveryWithOpens(String id, int opens) throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject delivery = delivery(id);
        while (opens(delivery) < opens && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            delivery = delivery(id);
        }
        return delivery;
    }

    static int opens(JsonObject delivery) {
        return delivery.getJsonObject("opens").getInt("total");
    }
}
