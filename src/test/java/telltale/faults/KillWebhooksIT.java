package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.webhooks.EndpointClient;
import telltale.webhooks.Receiver;
import telltale.webhooks.Receiver.Reply;
import telltale.webhooks.Receiver.Request;

/**
 * Tests that each event reaches a webhook at least once, and always with the same id, however often the process is killed meanwhile.
 * {@code bench/kill-webhooks 20} kills it twenty times.
 */
class KillWebhooksIT {
    private static final int KILLS = Integer.getInteger("kill.kills", 2);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int CLIENTS = 4;
    private static final int SIGKILL = 128 + 9;
    private static final Duration MAX_RUN = Duration.ofMillis(1_500);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";

    private final Random random = new Random(SEED);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    /** The ids with which each event came: the type, and the delivery or the open. */
    private final Map<String, Set<String>> received = new ConcurrentHashMap<>();

    private final AtomicLong requests = new AtomicLong();

    private volatile String application = "";
    private volatile String key = "";

    @TempDir
    private Path folder;

    @Test
    void eachEventArrivesAlthoughTheProcessIsKilled() throws Exception {
        try (Receiver receiver = new Receiver()) {
            Map<String, String> settings = new HashMap<>(EndpointClient.settings(receiver.port()));
            settings.put("PIXEL_URL", "http://127.0.0.1/app/pixel");
            try (RunningWar war = RunningWar.serving(folder, settings)) {
                serve(war);
                EndpointClient endpoints = new EndpointClient(war);
                receiver.answer(test -> new Reply(204, ""));
                endpoints.test(endpoints
                        .add(receiver.url(), "delivery.accepted", "open")
                        .getString("id"));
                receiver.answer(this::receive);
            }
            List<CompletableFuture<Void>> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> CompletableFuture.runAsync(() -> load(number)))
                    .toList();
            for (int i = 0; i < KILLS; i++) {
                try (RunningWar war = RunningWar.serving(folder, settings)) {
                    serve(war);
                    awaitLoad();
                    LockSupport.parkNanos((long) (MAX_RUN.toNanos() * (0.2 + 0.8 * random.nextDouble())));
                    assertEquals(SIGKILL, war.kill());
                }
            }
            try (RunningWar war = RunningWar.serving(folder, settings)) {
                serve(war);
                isOver.set(true);
                clients.forEach(CompletableFuture::join);
                check(AdminApi.of(war));
            }
        }
    }

    /** Waits until deliveries are accepted again, so that each kill meets some work, however slow the machine is. */
    private void awaitLoad() {
        int enough = accepted.size() + CLIENTS;
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (accepted.size() < enough) {
            assertTrue(System.nanoTime() < end, "nothing was accepted");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void serve(RunningWar war) throws IOException, InterruptedException {
        application = war.awaitSite() + "/app";
        key = war.key();
    }

    private Reply receive(Request request) {
        JsonObject event = json(request.body());
        JsonObject data = event.getJsonObject("data");
        String subject = data.containsKey("id") ? data.getString("id") : data.getString("delivery");
        received.computeIfAbsent(event.getString("type") + " " + subject, any -> new ConcurrentSkipListSet<>())
                .add(request.header("webhook-id"));
        requests.incrementAndGet();
        return new Reply(204, "");
    }

    /** Registers deliveries, reports each as accepted until that is answered, and loads its pixel. */
    private void load(int number) {
        for (int i = 0; !isOver.get(); i++) {
            HttpResponse<String> prepared = until(
                    "POST",
                    "/api/v1/deliveries",
                    "{\"to\": \"r" + number + "-" + i
                            + "@example.com\", \"subject\": \"Hi\", \"html\": \"<p>Hi</p>\"}");
            JsonObject mail = json(prepared.body());
            until("PUT", "/api/v1/deliveries/" + mail.getString("id") + "/accepted", "{\"detail\": \"250 ok\"}");
            accepted.add(mail.getString("id"));
            until("GET", "/pixel/" + mail.getString("token"), "");
        }
    }

    /** Sends a request until the process has not been killed before it answered. */
    private HttpResponse<String> until(String method, String path, String body) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = send(method, path, body);
                // A repeated report of an acceptance conflicts with the first one.
                if (answer.statusCode() < 300 || answer.statusCode() == 409) {
                    return answer;
                }
            } catch (IOException killed) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        throw new AssertionError(method + " " + path + " was not answered");
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (path.startsWith("/pixel")) {
            request.header("User-Agent", CHROME);
        } else {
            request.headers("Authorization", "Bearer " + key, "Content-Type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    private void check(AdminApi api) throws Exception {
        String what = "seed " + SEED + ", " + KILLS + " kills, " + accepted.size() + " deliveries";
        assertTrue(accepted.size() > KILLS, what);
        Set<String> expected = awaited(api);
        Set<String> missing = missing(expected);
        Map<String, Set<String>> ambiguous = new TreeMap<>(received);
        ambiguous.values().removeIf(ids -> ids.size() == 1);
        System.out.println(what + ": " + expected.size() + " events, " + requests.get() + " requests with "
                + received.size() + " events, " + missing.size() + " lost, " + (requests.get() - received.size())
                + " repeated, " + ambiguous.size() + " with several ids");
        assertEquals(Set.of(), missing, what);
        assertEquals(Map.of(), ambiguous, what);
    }

    /** Waits for the events while further ones arrive; returns those that should have arrived. */
    private Set<String> awaited(AdminApi api) throws Exception {
        Set<String> expected = expected(api);
        int before = -1;
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!missing(expected).isEmpty() && System.nanoTime() < end) {
            if (received.size() > before) {
                before = received.size();
                end = System.nanoTime() + TIMEOUT.toNanos();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            expected = expected(api);
        }
        return expected;
    }

    /** The acceptances that were answered, and the opens that are stored. */
    private Set<String> expected(AdminApi api) throws Exception {
        Set<String> expected = new TreeSet<>();
        accepted.forEach(delivery -> expected.add("delivery.accepted " + delivery));
        for (JsonObject open : api.all("/api/v1/events?kind=open", "events")) {
            expected.add("open " + Objects.requireNonNull(open.getString("id")));
        }
        return expected;
    }

    private Set<String> missing(Set<String> expected) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(received.keySet());
        return missing;
    }
}
