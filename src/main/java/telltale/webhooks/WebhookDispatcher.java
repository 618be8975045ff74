package telltale.webhooks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/** Starts a worker for each endpoint with due events, so that a slow endpoint delays no other. */
public final class WebhookDispatcher implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    /** Longer than a request takes. */
    private static final Duration SHUTDOWN_TIMEOUT = EndpointConnection.TIMEOUT.plusSeconds(5);

    private final EndpointWorker.Parts parts;
    private final Supervisor supervisor;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<UUID, SupervisedThread> workers = new HashMap<>();

    WebhookDispatcher(EndpointWorker.Parts parts, Supervisor supervisor) {
        this.parts = parts;
        this.supervisor = supervisor;
    }

    /** Starts workers; returns the pause before the next step. */
    public synchronized Duration step() {
        workers.values().removeIf(SupervisedThread::isEnded);
        if (closing.getCount() > 0) {
            for (UUID endpoint : parts.queue().ready(parts.clock().instant())) {
                workers.computeIfAbsent(endpoint, this::worker);
            }
        }
        return INTERVAL;
    }

    private SupervisedThread worker(UUID endpoint) {
        return supervisor.start("webhook " + endpoint, new EndpointWorker(endpoint, parts, closing)::run);
    }

    /** Ends the workers after their current request. */
    @Override
    public synchronized void close() {
        closing.countDown();
        workers.values().forEach(worker -> worker.joinWithin(SHUTDOWN_TIMEOUT));
    }
}
