package telltale.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.StoreUnavailable;

/** Work that goes on beside everything else, in steps that are short enough to be waited for at the end. */
final class Chore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Chore.class);
    /** Whoever brings hits into the database says that it is away; here nobody need hear it again. */
    private static final Duration WHILE_AWAY = Duration.ofSeconds(5);

    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);

    private final String name;
    private final Supplier<Duration> step;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Starts with the first step. */
    Chore(String name, Supplier<Duration> step) {
        this(name, Duration.ZERO, step);
    }

    /**
     * @param name ends the name of its thread
     * @param first how long to wait before the first step
     * @param step does a little, and says how long to wait before the next
     */
    Chore(String name, Duration first, Supplier<Duration> step) {
        this.name = name;
        this.step = step;
        this.thread = new Thread(() -> run(first), "telltale-" + name);
        thread.start();
    }

    /** Ends after the step under way. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Duration first) {
        Duration pause = first;
        while (!closesWithin(pause)) {
            pause = next();
        }
    }

    private Duration next() {
        try {
            return step.get();
        } catch (StoreUnavailable away) {
            log.debug("The {} waits for the database: {}", name, away.getMessage());
            return WHILE_AWAY;
        } catch (RuntimeException unexpected) {
            log.error("The {} failed in an unexpected way and goes on in {}", name, AFTER_A_FAULT, unexpected);
            return AFTER_A_FAULT;
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
