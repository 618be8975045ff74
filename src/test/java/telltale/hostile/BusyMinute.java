package telltale.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a server has to do at its busiest with nothing hostile about it: every kind of request, many of them at once. */
final class BusyMinute {
    /** As many as the connector has threads, and more than it keeps processors. */
    private static final int CLIENTS = 200;

    private static final Duration REST = Duration.ofMillis(200);
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private BusyMinute() {}

    /** Has the server answer all of them for as long as the client wants to. */
    static void pass(Attacker client) throws IOException {
        List<byte[]> requests = requests(client);
        client.swarm(
                CLIENTS,
                number -> Script.once(requests.get(number % requests.size())).resting(REST));
        // A mail server that is slow for a moment, and many that wait for it.
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
