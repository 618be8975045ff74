package telltale.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * Clients that send {@linkplain HostileRequest hostile requests} one after the other for a given time, and others that
 * request the server's health as often as they can, which needs no key.
 */
final class HostileLoad {
    private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final int OK = 200;
    /** Enough for uninterrupted requests; more would take CPU time from the other clients. */
    private static final int HEALTH_CLIENTS = 2;

    private final String site;
    private final List<PixelRequests> mails;
    private final String image;
    private final long end;
    private final List<Thread> clients = new ArrayList<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder badTokens = new LongAdder();
    private final LongAdder healthChecks = new LongAdder();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    private HostileLoad(String site, List<PixelRequests> mails, String image, Duration length) {
        this.site = site;
        this.mails = mails;
        this.image = image;
        this.end = System.nanoTime() + length.toNanos();
    }

    /**
     * @param image the expected body of every response
     * @param clients the number of clients that request pixels
     * @param seed the seed for the random numbers of all clients
     */
    static HostileLoad start(
            String site, List<PixelRequests> mails, String image, int clients, Duration length, long seed) {
        HostileLoad load = new HostileLoad(site, mails, image, length);
        SplittableRandom random = new SplittableRandom(seed);
        for (int client = 0; client < clients; client++) {
            RandomGenerator own = random.split();
            load.clients.add(new Thread(() -> load.send(own), "hostile client " + client));
        }
        for (int client = 0; client < HEALTH_CLIENTS; client++) {
            load.clients.add(new Thread(load::askForHealth, "health client " + client));
        }
        load.clients.forEach(Thread::start);
        return load;
    }

    boolean isOn() {
        return System.nanoTime() < end && faults.isEmpty();
    }

    /** Waits for the last responses after the end of the load. */
    void join() throws InterruptedException {
        for (Thread client : clients) {
            client.join(TIMEOUT_MILLIS);
            if (client.isAlive()) {
                throw new IllegalStateException(client.getName() + " still waits");
            }
        }
    }

    /** Returns the number of answered requests for pixels that are hits. */
    long hits() {
        return hits.sum();
    }

    /** Returns the number of hits with an invalid token. */
    long badTokens() {
        return badTokens.sum();
    }

    /** Returns descriptions of unexpected responses. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void send(RandomGenerator random) {
        try (PixelClient client = new PixelClient(site)) {
            while (isOn()) {
                send(client, HostileRequest.next(random, mails));
            }
        } catch (IOException broken) {
            faults.add(broken.toString());
        }
    }

    private void askForHealth() {
        try (PixelClient client = new PixelClient(site)) {
            while (isOn()) {
                PixelClient.Answer answer = client.ask("GET", "/app/health/ready", List.of());
                healthChecks.increment();
                if (answer.status() != OK) {
                    faults.add("status " + answer.status() + " for health");
                }
            }
        } catch (IOException broken) {
            faults.add(broken.toString());
        }
    }

    private void send(PixelClient client, HostileRequest request) throws IOException {
        PixelClient.Answer answer = client.ask(request.method(), request.path(), request.fields());
        requests.increment();
        hits.add(request.isHit() ? 1 : 0);
        badTokens.add(request.isBadToken() ? 1 : 0);
        boolean hasImage = request.isHead() || answer.body().equals(image);
        if (answer.status() != OK || answer.length() != image.length() || !hasImage) {
            faults.add("status " + answer.status() + ", length " + answer.length() + " for " + request);
        }
    }

    @Override
    public String toString() {
        return requests + " requests for pixels, " + healthChecks + " for health, " + hits + " hits";
    }
}
