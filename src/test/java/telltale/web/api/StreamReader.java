package telltale.web.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of a stream of server-sent events, as a browser is one: it remembers the last id. */
public final class StreamReader implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** A message, or a comment as its type. */
    public record Message(String type, String id, String data) {}

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;
    private final Thread thread;
    private volatile String lastId;
    private volatile boolean isEnded;

    private StreamReader(HttpResponse<InputStream> response, @Nullable String lastId) {
        this.response = response;
        this.lastId = lastId == null ? "" : lastId;
        this.thread = new Thread(this::read, "stream-reader");
        thread.setDaemon(true);
    }

    /**
     * Opens a stream.
     *
     * @param lastId the id of the last message of an earlier stream, or null
     */
    public static StreamReader open(String url, String key, @Nullable String lastId)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        StreamReader reader = new StreamReader(response, lastId);
        reader.thread.start();
        return reader;
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String type = "message";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        messages.add(new Message(type, lastId, data));
                    }
                    type = "message";
                    data = "";
                } else if (line.startsWith(":")) {
                    messages.add(new Message("comment", lastId, line));
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
        } catch (IOException disconnected) {
            messages.add(new Message("disconnected", lastId, String.valueOf(disconnected.getMessage())));
        } finally {
            isEnded = true;
        }
    }

    /** The next message or comment, for which it waits. */
    public @Nullable Message next(Duration timeout) throws InterruptedException {
        return messages.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The next messages, without comments. */
    public List<Message> next(int count, Duration timeout) throws InterruptedException {
        List<Message> found = new ArrayList<>();
        long end = System.nanoTime() + timeout.toNanos();
        while (found.size() < count && System.nanoTime() < end) {
            Message message = next(Duration.ofMillis(100));
            if (message != null && !message.type.equals("comment")) {
                found.add(message);
            }
        }
        return found;
    }

    public String lastId() {
        return lastId;
    }

    /** Whether the server ended the response within a time. */
    public boolean isEndedWithin(Duration timeout) throws InterruptedException {
        thread.join(timeout.toMillis());
        return isEnded;
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
