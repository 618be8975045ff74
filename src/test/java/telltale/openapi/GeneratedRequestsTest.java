package telltale.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.contract.RawHttpClient.Answer;
import telltale.openapi.RequestGenerator.Generated;

/**
 * Generated requests of every operation, valid and invalid: each answer is documented, quick and no fault of the server, and
 * what is refused changes nothing. More of them with {@code -Dopenapi.requests=1000000 -Dopenapi.seed=2}.
 */
class GeneratedRequestsTest {
    private static final int REQUESTS = Integer.getInteger("openapi.requests", 3_000);
    private static final long SEED = Long.getLong("openapi.seed", 1);
    private static final Duration MAX_TIME = Duration.ofSeconds(10);

    /** Tables that change with requests only, and not in the background. */
    private static final List<String> TABLES = List.of(
            "templates",
            "topics",
            "persons",
            "keys",
            "archives",
            "network_lists",
            "reports",
            "messages",
            "deliveries",
            "choices",
            "corrections");

    @TempDir
    Path folder;

    @Test
    void noGeneratedRequestFindsAFault() throws Exception {
        ApiDocument document = ApiDocument.read();
        try (ServedApplication application = new ServedApplication(folder, Map.of())) {
            CheckedClient client = new CheckedClient(document, application.http, application.adminKey);
            SampleData data = SampleData.create(client, application);
            Random random = new Random(SEED);
            RequestGenerator generator = new RequestGenerator(document, random, data.existing(client));
            List<String> faults = new ArrayList<>();
            String rows = application.rows(TABLES);
            for (int i = 0; i < REQUESTS; i++) {
                Operation operation =
                        document.operations().get(i % document.operations().size());
                Generated request = generator.next(operation);
                Answer answer = timed(client, request, credentials(data, random), faults);
                client.check(request, answer);
                String after = application.rows(TABLES);
                if (answer.status() >= 400 && answer.status() != 409) {
                    check(rows, after, request, answer, faults);
                }
                rows = after;
            }
            faults.addAll(client.faults());
            assertEquals("", String.join("\n", faults), "with -Dopenapi.seed=" + SEED);
            List<String> refused = withoutSuccess(document, client);
            assertTrue(
                    refused.size() < document.operations().size() / 4,
                    () -> "too many operations refused every request; give RequestGenerator what they need: "
                            + refused);
        }
    }

    private static List<String> credentials(SampleData data, Random random) {
        List<String> roles = List.copyOf(data.keys().keySet());
        String role = random.nextInt(4) > 0 ? "admin" : roles.get(random.nextInt(roles.size()));
        return random.nextInt(20) == 0 ? List.of() : List.of(CheckedClient.bearer(data.key(role)));
    }

    /** Sends a request; a slow answer counts if it is slow again, since other processes may take the CPU. */
    private static Answer timed(CheckedClient client, Generated request, List<String> credentials, List<String> faults)
            throws Exception {
        long start = System.nanoTime();
        Answer answer = client.exchange(request, credentials);
        if (System.nanoTime() - start > MAX_TIME.toNanos()) {
            long again = System.nanoTime();
            client.exchange(request, credentials);
            if (System.nanoTime() - again > MAX_TIME.toNanos()) {
                faults.add("more than " + MAX_TIME + ": " + request.method() + " " + request.target());
            }
        }
        return answer;
    }

    private static void check(String before, String after, Generated request, Answer answer, List<String> faults) {
        if (!before.equals(after)) {
            faults.add(request.method() + " " + request.target() + " → " + answer.status() + " changed rows:\n" + before
                    + "\n→\n" + after);
        }
    }

    /** The operations whose generated requests were all refused, so that little was tried. */
    private static List<String> withoutSuccess(ApiDocument document, CheckedClient client) {
        return document.operations().stream()
                .filter(operation -> operation.answers().stream()
                        .filter(answer -> answer.status().charAt(0) < '4')
                        .noneMatch(answer -> client.produced().contains(answer.toString())))
                .map(Operation::id)
                .toList();
    }
}
