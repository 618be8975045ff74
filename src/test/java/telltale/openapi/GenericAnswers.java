package telltale.openapi;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import telltale.keys.TestKeys;

/** The answers that many operations have, produced by the same requests for each. */
final class GenericAnswers {
    /** The media type of bodies that are read without regard to their length. */
    private static final String STREAMED = "application/x-ndjson";

    /** A key that nothing created, with the right checksum. */
    private final String unknownKey = TestKeys.unknown();

    private final ApiDocument document;
    private final CheckedClient client;
    private final SampleData data;

    GenericAnswers(ApiDocument document, CheckedClient client, SampleData data) {
        this.document = document;
        this.client = client;
        this.data = data;
    }

    void produce() throws IOException {
        for (Operation operation : document.operations()) {
            if (operation.isKeyed()) {
                withWrongKey(operation);
                withWrongPath(operation);
                withWrongFields(operation);
            }
            if (!operation.bodies().isEmpty()) {
                withWrongBody(operation);
            }
        }
    }

    private void withWrongKey(Operation operation) throws IOException {
        String target = target(operation);
        client.send(operation.method(), target, "");
        client.send(operation.method(), target, "", CheckedClient.bearer(data.key("elsewhere")));
        for (Map.Entry<String, String> key : data.keys().entrySet()) {
            if (!key.getKey().equals("elsewhere") && !operation.roles().contains(key.getKey())) {
                client.send(operation.method(), target, "", CheckedClient.bearer(key.getValue()));
            }
        }
    }

    private void withWrongPath(Operation operation) throws IOException {
        if (operation.path().contains("{")) {
            for (String value : new String[] {SampleData.ABSENT, "nothing", "No%20name"}) {
                client.admin(operation.method(), operation.at(value));
                client.json(operation.method(), operation.at(value), "{}");
            }
        }
    }

    private void withWrongFields(Operation operation) throws IOException {
        client.admin(operation.method(), target(operation) + "?unknown=1");
        if (!operation.bodies().isEmpty()) {
            for (String type : operation.bodies().keySet()) {
                client.admin(operation.method(), target(operation), type, "{");
            }
            client.json(operation.method(), target(operation), "{\"unknown\": 1}");
        }
    }

    private void withWrongBody(Operation operation) throws IOException {
        String target = target(operation);
        String key = CheckedClient.bearer(data.key("admin"));
        client.send(operation.method(), target, "x", key, "Content-Type: application/xml");
        for (String type : operation.bodies().keySet()) {
            String field = "Content-Type: " + type;
            client.send(operation.method(), target, "x", key, field, "Content-Encoding: gzip");
            if (!type.equals(STREAMED)) {
                client.send(operation.method(), target, "", key, field, "Content-Length: 99999999999");
            }
        }
    }

    /** A path of the operation, with the token of the mail if it takes one. */
    private String target(Operation operation) {
        String kind = operation.path().split("/", 3)[1];
        return operation.path().contains("{token}") ? data.link(kind) : operation.at(SampleData.ABSENT);
    }

    /** Waits until keys cannot be checked, and repeats a request of each operation. */
    void produceWithoutDatabase() throws IOException {
        String probe = "/api/v1/openapi.json";
        for (int polls = 0;
                client.send("GET", probe, "", CheckedClient.bearer(unknownKey)).status() != 503;
                polls++) {
            if (polls == 300) {
                throw new AssertionError("the copy of the keys stays current");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        for (Operation operation : document.operations()) {
            client.send(operation.method(), target(operation), "", CheckedClient.bearer(unknownKey));
            client.admin(operation.method(), target(operation));
        }
    }
}
