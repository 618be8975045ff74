package telltale.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/** Clients that open pixels, each its own ones and one request after another, until they are stopped. */
final class Load {
    private static final long TIMEOUT_SECONDS = 60;
    private static final int OK = 200;

    private final String site;
    private final Duration pause;
    private final List<Thread> clients = new ArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private volatile boolean serverMayEnd;
    private volatile boolean stopped;

    private Load(String site, Duration pause) {
        this.site = site;
        this.pause = pause;
    }

    /**
     * Starts as many clients, and deals the pixels out to them.
     *
     * @param pause what each client lets pass between two requests
     */
    static Load start(String site, List<PixelRequests> pixels, int clients, Duration pause) {
        Load load = new Load(site, pause);
        for (int client = 0; client < clients; client++) {
            List<PixelRequests> own = new ArrayList<>();
            for (int pixel = client; pixel < pixels.size(); pixel += clients) {
                own.add(pixels.get(pixel));
            }
            load.clients.add(new Thread(() -> load.open(own), "client " + client));
        }
        load.clients.forEach(Thread::start);
        return load;
    }

    /** Waits for that many more answers. */
    void awaitAnswers(int count) throws InterruptedException {
        if (!answers.tryAcquire(count, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no " + count + " answers within " + TIMEOUT_SECONDS + " s; " + faults);
        }
    }

    /** From now on it is no fault when a request is refused or remains without an answer. */
    void serverMayEnd() {
        serverMayEnd = true;
    }

    /** Lets each client finish its request, and waits for that. */
    void stop() throws InterruptedException {
        stopped = true;
        join();
    }

    /** Waits until no client has anything more to ask, or anybody to ask it. */
    void join() throws InterruptedException {
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            if (client.isAlive()) {
                throw new IllegalStateException(client.getName() + " still waits");
            }
        }
    }

    /** What went wrong while the server was expected to answer. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** How long the client waited that waited longest. */
    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    private void open(List<PixelRequests> own) {
        try (PixelClient client = new PixelClient(site)) {
            for (int number = 0; number < PixelRequests.MOST; number++) {
                for (PixelRequests pixel : own) {
                    if (stopped || !open(client, pixel, number)) {
                        return;
                    }
                    LockSupport.parkNanos(pause.toNanos());
                }
            }
        } catch (IOException broken) {
            report(broken.toString());
        }
    }

    private boolean open(PixelClient client, PixelRequests pixel, int number) throws IOException {
        String agent = pixel.send(number);
        long start = System.nanoTime();
        int status = client.get(pixel.path(), agent);
        slowest.accumulate(System.nanoTime() - start);
        if (status != OK) {
            report("status " + status);
            return false;
        }
        pixel.answered(number);
        answers.release();
        return true;
    }

    private void report(String fault) {
        if (!serverMayEnd) {
            faults.add(fault);
        }
    }
}
