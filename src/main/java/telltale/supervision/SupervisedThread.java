package telltale.supervision;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that starts its work again after a failure: at once the first time, then after a delay that doubles up
 * to a minute. Work that then runs for a minute begins with no delay again.
 */
public final class SupervisedThread {
    private static final Logger log = LoggerFactory.getLogger(SupervisedThread.class);
    private static final String PREFIX = "telltale-";
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);
    private static final int MAX_FAILURE_LENGTH = 200;

    private final String name;
    private final Supervisor.Work work;
    private final Consumer<? super OutOfMemoryError> outOfMemory;
    private final LongSupplier nanoTime;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Failure failure;
    private volatile boolean waiting;

    private record Failure(int number, long at, String description) {}

    SupervisedThread(
            String name, Supervisor.Work work, Consumer<? super OutOfMemoryError> outOfMemory, LongSupplier nanoTime) {
        this.name = name;
        this.work = work;
        this.outOfMemory = outOfMemory;
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, PREFIX + name.replace(' ', '-'));
    }

    void start() {
        thread.start();
    }

    /** The state now. */
    public ThreadStatus status() {
        Failure last = failure;
        return last == null
                ? new ThreadStatus(name, 0, false, null, null)
                : new ThreadStatus(
                        name, last.number, waiting, Duration.ofNanos(nanoTime.getAsLong() - last.at), last.description);
    }

    /** Whether the thread has ended; it does only after {@link #end} or when its work returns. */
    public boolean isEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Lets the thread end when its work returns or fails. The owner makes the work return. */
    public void end() {
        ending.countDown();
    }

    /** Lets the thread end as {@link #end} does, and interrupts what it waits for. */
    public void interrupt() {
        end();
        thread.interrupt();
    }

    /**
     * Lets the thread end and waits for it, however long that takes. An interrupt of the caller is kept for later.
     */
    public void join() {
        end();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets the thread end and waits for it.
     *
     * @return whether it has ended within that time
     */
    public boolean join(Duration time) throws InterruptedException {
        end();
        thread.join(Math.max(1, time.toMillis()));
        return !thread.isAlive();
    }

    private void run() {
        Duration delay = FIRST_DELAY;
        while (true) {
            long began = nanoTime.getAsLong();
            try {
                work.run();
                return;
            } catch (InterruptedException interrupt) {
                if (isEnding()) {
                    return;
                }
                record(interrupt);
            } catch (OutOfMemoryError exhausted) {
                outOfMemory.accept(exhausted);
                record(exhausted);
            } catch (Throwable failed) {
                record(failed);
            }
            if (nanoTime.getAsLong() - began > MAX_DELAY.toNanos()) {
                delay = FIRST_DELAY;
            }
            if (endsWithin(delay)) {
                return;
            }
            delay = delay.multipliedBy(2).compareTo(MAX_DELAY) < 0 ? delay.multipliedBy(2) : MAX_DELAY;
        }
    }

    private void record(Throwable failed) {
        Failure last = failure;
        failure = new Failure(last == null ? 1 : last.number + 1, nanoTime.getAsLong(), describe(failed));
        log.error("The thread \"{}\" failed and is restarted", name, failed);
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    private boolean endsWithin(Duration delay) {
        waiting = true;
        try {
            return ending.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            return isEnding();
        } finally {
            waiting = false;
        }
    }

    private static String describe(Throwable failed) {
        String text =
                failed.getClass().getSimpleName() + (failed.getMessage() == null ? "" : ": " + failed.getMessage());
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_FAILURE_LENGTH ? line : line.substring(0, MAX_FAILURE_LENGTH - 1) + "…";
    }

    @Override
    public String toString() {
        return status().sentence();
    }
}
