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
 * A scheduled task in the background, in steps that are short enough to wait for at the end. A step that fails is tried
 * again by the supervisor, after a delay that grows up to a minute.
 */
final class ScheduledTask implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ScheduledTask.class);
    /** The transfer of hits already logs that the database is away. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Supplier<Duration> step;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedThread thread;
    private Duration pause;

    /**
     * A task that begins when it is {@linkplain #start started}.
     *
     * @param supervisor keeps its thread running
     * @param name of its thread, and in the reasons of a degraded health
     * @param first how long to wait before the first step
     * @param step does a little, and returns how long to wait before the next
     */
    ScheduledTask(Supervisor supervisor, String name, Duration first, Supplier<Duration> step) {
        this.name = name;
        this.step = step;
        this.pause = first;
        this.thread = supervisor.prepare(name, this::run);
    }

    /** Starts its thread. */
    void start() {
        thread.start();
    }

    /** Ends after the step under way, for which it waits half a minute at the most. */
    @Override
    public void close() {
        closing.countDown();
        thread.joinWithin(SHUTDOWN_TIMEOUT);
    }

    private void run() {
        while (!closesWithin(pause)) {
            // A step that throws is followed by the supervisor's delay, and by no other.
            pause = Duration.ZERO;
            pause = next();
        }
    }

    private Duration next() {
        try {
            return step.get();
        } catch (StoreUnavailableException away) {
            log.debug("The {} waits for the database: {}", name, away.getMessage());
            return WHILE_AWAY;
        }
    }

    private boolean closesWithin(Duration pause) {
        try {
            return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException notOurs) {
            log.debug("The {} ends by close(), not by an interrupt.", name);
            return false;
        }
    }
}
