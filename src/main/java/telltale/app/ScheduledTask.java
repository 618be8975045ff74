package telltale.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * A background task in short steps, so that shutdown can wait for the current one. The supervisor retries a failed step
 * with backoff up to a minute.
 */
final class ScheduledTask implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ScheduledTask.class);
    /** The pause while the database is unavailable, which the transfer of hits already logs. */
    private static final Duration DATABASE_RETRY_INTERVAL = Duration.ofSeconds(5);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Supplier<Duration> step;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedThread thread;
    private Duration pause;

    /**
     * Creates a task that begins when it is {@linkplain #start started}.
     *
     * @param supervisor keeps its thread running
     * @param name of its thread, shown in the reasons of a degraded health
     * @param initialDelay before the first step
     * @param step does some work, and returns the pause before the next step
     */
    ScheduledTask(Supervisor supervisor, String name, Duration initialDelay, Supplier<Duration> step) {
        this.name = name;
        this.step = step;
        this.pause = initialDelay;
        this.thread = supervisor.prepare(name, this::run);
    }

    /** Starts its thread. */
    void start() {
        thread.start();
    }

    /** Ends after the current step, for which it waits at most half a minute. */
    @Override
    public void close() {
        closing.countDown();
        thread.joinWithin(SHUTDOWN_TIMEOUT);
    }

    private void run() {
        while (!closesWithin(pause)) {
            // A step that throws is followed only by the supervisor's delay.
            pause = Duration.ZERO;
            pause = runStep();
        }
    }

    private Duration runStep() {
        try {
            return step.get();
        } catch (StoreUnavailableException away) {
            log.debug("Task {} waits for the database: {}", name, away.getMessage());
            return DATABASE_RETRY_INTERVAL;
        }
    }

    private boolean closesWithin(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException notOurs) {
            log.debug("Task {} is ended by close(), not by an interrupt.", name);
            return false;
        }
    }
}
