package telltale.webhooks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import telltale.dns.AddressGuard;
import telltale.webhooks.EndpointSecrets.TimedKey;

/** Signs events and sends them to one endpoint. For one thread. */
final class EventSender implements AutoCloseable {
    private final EndpointSecrets secrets;
    private final List<SigningKey> keys;
    private final EndpointConnection connection;
    private final Clock clock;

    EventSender(URI url, EndpointSecrets secrets, Network network, Clock clock) {
        this.secrets = secrets;
        this.keys =
                secrets.keys().stream().map(key -> SigningKey.parse(key.text())).toList();
        this.connection = new EndpointConnection(url, network.guard, network.secure, network.timeout, clock);
        this.clock = clock;
    }

    /**
     * How endpoints are connected to.
     *
     * @param secure creates the sockets for https, and decides which authorities are trusted
     * @param timeout of a request with its response
     */
    record Network(AddressGuard guard, SSLSocketFactory secure, Duration timeout) {
        /** With the authorities that the JDK trusts. */
        public static Network of(AddressGuard guard) {
            return new Network(guard, (SSLSocketFactory) SSLSocketFactory.getDefault(), EndpointConnection.TIMEOUT);
        }
    }

    /**
     * Sends an event.
     *
     * @param id the same in every attempt
     * @throws IOException if there is no response
     */
    Answer send(UUID id, String payload) throws IOException {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        List<String> fields = new ArrayList<>();
        fields.add("webhook-id: " + id);
        fields.add("webhook-timestamp: " + now.getEpochSecond());
        fields.add("webhook-signature: " + signatures(id.toString(), now, body));
        secrets.headers().forEach(field -> fields.add(field.name() + ": " + field.value()));
        return connection.post(fields, body);
    }

    /** The signatures by all valid keys, the current one first. */
    private String signatures(String id, Instant now, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (int i = keys.size() - 1; i >= 0; i--) {
            TimedKey key = secrets.keys().get(i);
            if (key.isValid(now)) {
                signatures.add(keys.get(i).sign(id, now.getEpochSecond(), body));
            }
        }
        return signatures.stream().collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        connection.close();
    }
}
