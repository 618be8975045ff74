package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;
import telltale.web.http.Json;

/**
 * Clients that disconnect in the middle of streams and exports, while others read pages of messages: the container reuses the
 * objects of an asynchronous request for the next one, so a thread that still used them would cut off another client's page.
 * More of them with {@code -Daborted.responses=5000}.
 */
@Timeout(300)
class AbortedResponsesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final int ABORTED = Integer.getInteger("aborted.responses", 600);
    private static final String KEY = "Authorization: Bearer " + ServedApi.ADMIN_KEY + "\r\n";
    /** More than the buffers of a connection. */
    private static final int EVENTS = 3_000;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger aborted = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();

    @AutoClose
    private ServedApi api;

    private String page;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        api.serveStreams();
        api.opens(api.accepted("spring", NOW.minusSeconds(7200)), NOW.minusSeconds(3600), EVENTS);
        HttpResponse<String> queued = api.change("POST", "api/v1/messages", """
                {"subject": "Hi", "to": "ann@example.com", "html": "<p>Hello</p><a href='{{view}}'>view</a>"}""");
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(queued.body()))) {
            String delivery = reader.readObject()
                    .getJsonArray("deliveries")
                    .getJsonObject(0)
                    .getString("id");
            page = "view/" + api.tokens.forView(DeliveryId.parse(delivery));
        }
    }

    @Test
    void noOtherResponseIsCutOff() throws Exception {
        String stream = "api/v1/events/stream?after=" + FeedPosition.of(0, new Mark(0, 0));
        List<Thread> threads = IntStream.range(0, 10)
                .mapToObj(i -> new Thread(
                        switch (i % 5) {
                            case 0, 1 -> () -> repeat(() -> abort(stream, KEY));
                            case 2 -> () -> repeat(() -> abort("api/v1/events", KEY + "Accept: text/csv\r\n"));
                            default -> () -> repeat(this::readPage);
                        }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals("", String.join("\n", faults));
        assertTrue(read.get() > 0, "no page was read in between");
    }

    private interface Exchange {
        void run() throws IOException;
    }

    private void repeat(Exchange exchange) {
        while (aborted.get() < ABORTED) {
            try {
                exchange.run();
            } catch (IOException failed) {
                faults.add(failed.toString());
            }
        }
    }

    private Socket open(String target, String fields) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /app/" + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields
                                + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private void abort(String target, String fields) throws IOException {
        try (Socket socket = open(target, fields)) {
            String begun = new String(socket.getInputStream().readNBytes(200), StandardCharsets.ISO_8859_1);
            if (!begun.startsWith("HTTP/1.1 200")) {
                throw new IOException(target + ": " + begun);
            }
            // A reset, which the server notices while it writes.
            socket.setSoLinger(true, 0);
        }
        aborted.incrementAndGet();
    }

    private void readPage() throws IOException {
        try (Socket socket = open(page, "")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 200") || !answer.endsWith("</html>")) {
                throw new IOException("the page is incomplete: " + answer);
            }
        }
        read.incrementAndGet();
    }
}
