package telltale.openapi;

import java.nio.file.Path;
import java.util.Map;

/** The answers of an application that permits one request a minute with a key. */
final class LimitedRequests {
    private LimitedRequests() {}

    static void produce(ApiDocument document, Path folder, CheckedClient all) throws Exception {
        try (ServedApplication application = new ServedApplication(folder, Map.of("TELLTALE_API_RATE", "1"))) {
            CheckedClient client = new CheckedClient(document, application.http, application.adminKey);
            client.admin("GET", "/api/v1/keys");
            for (Operation operation : document.operations()) {
                if (operation.has(429)) {
                    client.admin(operation.method(), operation.at(SampleData.ABSENT));
                }
            }
            all.add(client);
        }
    }
}
