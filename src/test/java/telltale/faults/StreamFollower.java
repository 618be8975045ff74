package telltale.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.web.api.StreamReader;

/** A client of the event stream that reconnects whenever its stream ends, with the id of its last message. */
final class StreamFollower implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Pattern ID = Pattern.compile("\\{\"id\":\"([0-9a-f-]{36})\"");

    private final String events;
    private final String key;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> resets = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::follow, "stream-follower");
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean isClosed;

    private StreamFollower(String site, String key) {
        this.events = site + "/app/api/v1/events";
        this.key = key;
        thread.setDaemon(true);
    }

    static StreamFollower start(String site, String key) {
        StreamFollower follower = new StreamFollower(site, key);
        follower.thread.start();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (follower.connections.get() == 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no stream from " + site + " within " + TIMEOUT);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return follower;
    }

    private void follow() {
        String lastId = null;
        while (!isClosed) {
            try (StreamReader reader = StreamReader.open(events + "/stream", key, lastId)) {
                lastId = read(reader, lastId);
            } catch (IOException unreachable) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException ending) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private @Nullable String read(StreamReader reader, @Nullable String lastId) throws InterruptedException {
        if (reader.status() != 200) {
            return lastId;
        }
        String reached = lastId;
        while (!isClosed) {
            StreamReader.Message message = reader.next(PAUSE);
            if (message == null) {
                if (reader.isEndedWithin(Duration.ofMillis(1))) {
                    return reached;
                }
                if (!reader.lastId().isEmpty() && reached == null) {
                    reached = reader.lastId();
                    connections.incrementAndGet();
                }
            } else if (message.type().equals("message")) {
                Matcher id = ID.matcher(message.data());
                received.add(id.lookingAt() ? id.group(1) : message.data());
                reached = message.id();
            } else if (message.type().equals("reset")) {
                resets.add(message.data());
            }
        }
        return reached;
    }

    /** The ids of the events that were received, in order. */
    List<String> received() {
        return List.copyOf(received);
    }

    List<String> resets() {
        return List.copyOf(resets);
    }

    /** The ids of all stored events. */
    List<String> stored() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(events + "?order=oldest"))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/x-ndjson")
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        List<String> ids = new ArrayList<>();
        for (Matcher id = ID.matcher(answer.body()); id.find(); ) {
            ids.add(id.group(1));
        }
        return ids;
    }

    /** Waits until all stored events were received, or for a time. */
    void awaitAll(Duration timeout) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (received.size() < stored().size() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.interrupt();
        while (thread.isAlive()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
