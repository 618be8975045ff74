package telltale.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A legitimate peak load: every kind of request, many of them at once. */
final class BusyMinute {
    /** As many as the connector has threads, and more than it caches processors. */
    private static final int CLIENTS = 200;

    private static final Duration REST = Duration.ofMillis(200);
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private BusyMinute() {}

    /** Sends all of them for the length that the client sets. */
    static void pass(Attacker client) throws IOException {
        List<byte[]> requests = requests(client);
        client.swarm(
                CLIENTS,
                number -> Script.once(requests.get(number % requests.size())).resting(REST));
        // The mail server is slow for a moment, while many calls wait for it.
        SendingAttacks.stalledMailServer(client);
    }

    private static List<byte[]> requests(Attacker client) throws IOException {
        String key = client.key();
        String close = "Connection: close";
        Attacker.Links links = client.links();
        List<byte[]> requests = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/app/",
                "/app/assets/css/page.css",
                "/app/nothing",
                links.pixel(),
                links.click(),
                links.unsubscribe(),
                links.preferences())) {
            requests.add(Requests.get(path, close));
        }
        for (String path :
                List.of("openapi.json", "deliveries", "campaigns", "outbox", "templates", "suppressions", "networks")) {
            requests.add(Requests.get("/app/api/v1/" + path, close, key));
        }
        requests.add(Requests.get("/app/metrics", close, key));
        String message = "{\"to\": \"busy@example.com\", \"subject\": \"S\", \"html\": \"<p>{{name}}</p>\"}";
        requests.add(Requests.json("POST", "/app/api/v1/messages", message, key));
        requests.add(Requests.chunked(links.preferences(), Requests.bytes("tracking=on"), FORM));
        return requests;
    }
}
