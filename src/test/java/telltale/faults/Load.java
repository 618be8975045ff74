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

/** Clients that request pixels and links, each its own and one after another, until they are stopped. */
final class Load {
    private static final long TIMEOUT_SECONDS = 60;

    private final String site;
    private final Duration pause;
    private final List<Thread> clients = new ArrayList<>();
    private final Semaphore answers = new Semaphore(0);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private volatile boolean allowShutdown;
    private volatile boolean stopped;

    private Load(String site, Duration pause) {
        this.site = site;
        this.pause = pause;
    }

    /**
     * Starts a number of clients, and distributes the pixels among them.
     *
     * @param pause the time between two requests of a client
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

    /** Waits for a number of further responses. */
    void awaitAnswers(int count) throws InterruptedException {
        if (!answers.tryAcquire(count, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no " + count + " answers within " + TIMEOUT_SECONDS + " s; " + faults);
        }
    }

    /** From now on, a request that is refused or gets no response is not reported as a fault. */
    void allowShutdown() {
        allowShutdown = true;
    }

    /** Lets each client finish its request, and waits for that. */
    void stop() throws InterruptedException {
        stopped = true;
        join();
    }

    /** Waits until all clients have finished, or have lost their server. */
    void join() throws InterruptedException {
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            if (client.isAlive()) {
                throw new IllegalStateException(client.getName() + " still waits");
            }
        }
    }

    /** Returns descriptions of requests that failed while the server was expected to respond. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns the longest time that a client waited for a response. */
    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    private void open(List<PixelRequests> own) {
        try (PixelClient client = new PixelClient(site)) {
            for (int number = 0; number < PixelRequests.MAX_REQUESTS; number++) {
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
        if (!pixel.isSuccess(status)) {
            report("status " + status);
            return false;
        }
        pixel.answered(number);
        answers.release();
        return true;
    }

    private void report(String fault) {
        if (!allowShutdown) {
            faults.add(fault);
        }
    }
}
