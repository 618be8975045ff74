package telltale.faults;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.launcher.RunningWar;

/** A message with many recipients, which is submitted as NDJSON under one idempotency key until Telltale has accepted all of them. */
final class Batch {
    /** The prefix of addresses that the mail server rejects permanently: every third one, and other ones in each batch. */
    static final String REFUSED = "unknown";

    private static final int EVERY = 3;
    private static final int OK = 200;
    /** The status of a node that has just started and has not reached its database. */
    private static final int UNAVAILABLE = 503;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final String name;
    private final int size;
    private final Map<Integer, String> ids = new ConcurrentSkipListMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile @Nullable String message;
    private volatile boolean taken;

    Batch(String name, int size) {
        this.name = name;
        this.size = size;
    }

    int size() {
        return size;
    }

    /** Returns the number of recipients for which there was a response. */
    int answered() {
        return ids.size();
    }

    /** Whether a response was complete. */
    boolean isComplete() {
        return taken;
    }

    /** Returns the unexpected parts of responses. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns the id of the message. */
    String message() {
        String known = message;
        if (known == null) {
            throw new IllegalStateException("there was no response to the batch");
        }
        return known;
    }

    /** Returns the deliveries to the recipients that the mail server accepts, or to those that it rejects. */
    List<String> deliveries(boolean refused) {
        List<String> some = new ArrayList<>();
        ids.forEach((position, id) -> {
            if (isRefused(position) == refused) {
                some.add(id);
            }
        });
        return some;
    }

    private static boolean isRefused(int position) {
        return position % EVERY == EVERY - 1;
    }

    /** Submits the batch in the background, until the response or the process ends. */
    Thread post(RunningWar war) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(war.awaitSite() + "/app/api/v1/messages"))
                .header("Authorization", "Bearer " + war.key())
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", name)
                .POST(HttpRequest.BodyPublishers.ofString(body()))
                .build();
        Thread thread = new Thread(() -> post(request), "batch");
        thread.start();
        return thread;
    }

    private void post(HttpRequest request) {
        try {
            HttpResponse<Stream<String>> answer = ask(request);
            while (answer.statusCode() == UNAVAILABLE) {
                LockSupport.parkNanos(PAUSE.toNanos());
                answer = ask(request);
            }
            if (answer.statusCode() == OK) {
                answer.body().filter(line -> !line.isEmpty()).forEach(this::read);
            } else {
                faults.add("status " + answer.statusCode());
            }
        } catch (IOException | UncheckedIOException killed) {
            // The lines received so far remain valid.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpResponse<Stream<String>> ask(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    }

    private void read(String line) {
        if (!line.endsWith("}")) {
            return;
        }
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject said = reader.readObject();
            if (said.containsKey("error")) {
                faults.add(line);
            } else if (said.containsKey("done")) {
                taken = said.getInt("accepted") == size;
            } else if (said.containsKey("position")) {
                String before = ids.put(said.getInt("position"), said.getString("id"));
                if (before != null && !before.equals(said.getString("id"))) {
                    faults.add("was " + before + " before: " + line);
                }
            } else {
                message = said.getString("id");
            }
        }
    }

    private String body() {
        return "{\"subject\": \"Hello {{name}}\", \"html\": \"<p>Dear {{name}}, <a href='https://example.com/'>look</a></p>\","
                + " \"campaign\": \"" + name + "\"}\n"
                + IntStream.range(0, size)
                        .mapToObj(i -> "{\"to\": \"" + (isRefused(i) ? REFUSED : "reader") + i + "." + name
                                + "@example.com\", \"data\": {\"name\": \"Reader " + i + "\"}}\n")
                        .collect(Collectors.joining());
    }
}
