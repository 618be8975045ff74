package telltale.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import telltale.contract.RawHttpClient;
import telltale.web.api.ServedApi;

/** The answers in states that the whole application reaches after a day or by a full disk, given by the API alone. */
final class RareStates {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final int LIMIT = 100;

    private RareStates() {}

    static void produce(ApiDocument document, Path folder, CheckedClient all) throws Exception {
        try (ServedApi api = new ServedApi(Files.createDirectories(folder), NOW)) {
            CheckedClient client = new CheckedClient(document, new RawHttpClient(api.port()), ServedApi.ADMIN_KEY);
            deletedSource(api, client);
            lostHits(api, client);
            all.add(client);
        }
    }

    private static void deletedSource(ServedApi api, CheckedClient client) throws IOException {
        String report = client.admin("POST", "/api/v1/inbound", "message/rfc822", "Subject: x\n\nx\n")
                .json()
                .getString("id");
        api.store.reports().purge(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)), LIMIT);
        client.admin("GET", "/api/v1/inbound/" + report + "/raw");
    }

    /** A closed event log accepts no hits. */
    private static void lostHits(ServedApi api, CheckedClient client) throws IOException {
        api.events.close();
        client.send("GET", "/pixel", "");
        client.send("GET", "/health/ready", "");
    }
}
