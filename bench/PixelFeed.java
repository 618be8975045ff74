import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A steady feed of opens: pixels of many deliveries, requested so many times a second until it is closed. */
final class PixelFeed implements AutoCloseable {
    private static final int CLIENTS = 8;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(CLIENTS);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();
    private final String address;
    private final List<String> tokens;
    private final List<String> agents;
    private final long start = System.nanoTime();
    private volatile String problem;

    PixelFeed(ServerProcess server, Path home, int perSecond) throws IOException {
        address = "http://127.0.0.1:" + server.port() + "/app/pixel/";
        tokens = Files.readAllLines(home.resolve("bench-tokens"));
        agents = Files.readAllLines(home.resolve("bench-agents"));
        long interval = TimeUnit.SECONDS.toMicros(CLIENTS) / perSecond;
        for (int i = 0; i < CLIENTS; i++) {
            timer.scheduleAtFixedRate(this::request, i * interval / CLIENTS, interval, TimeUnit.MICROSECONDS);
        }
    }

    /** Returns how many a second were answered so far, and so are on disk; fails if one was not. */
    double perSecond() {
        if (problem != null) {
            throw new BenchmarkException("A pixel of the feed was answered by " + problem);
        }
        return stored.get() / ((System.nanoTime() - start) / 1e9);
    }

    private void request() {
        int number = sent.getAndIncrement();
        HttpRequest pixel = HttpRequest.newBuilder(URI.create(address + tokens.get(number % tokens.size())))
                .header("User-Agent", agents.get(number % agents.size()))
                .header("Accept", "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5")
                .build();
        try {
            int status = client.send(pixel, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 200) {
                stored.incrementAndGet();
            } else {
                problem = "status " + status;
            }
        } catch (IOException | InterruptedException failed) {
            problem = failed.toString();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
