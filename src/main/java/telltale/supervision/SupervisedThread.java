package telltale.supervision;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that starts its work again after a failure: after a tenth of a second the first time, then after a
 * delay that doubles up to a minute. Work that then runs for a minute begins with the shortest delay again.
 */
public final class SupervisedThread {
    private static final Logger log = LoggerFactory.getLogger(SupervisedThread.class);
    private static final String PREFIX = "telltale-";
    private static final long MIN_DELAY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_DELAY = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final Supervisor.Work work;
    private final FailureRecord failures;
    private final LongSupplier nanoTime;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean waiting;

    /**
     * @param exhausted looks at each failure for an exhausted heap
     */
    SupervisedThread(String name, Supervisor.Work work, Consumer<Throwable> exhausted, LongSupplier nanoTime) {
        this.name = name;
        this.work = work;
        this.failures = new FailureRecord(name, exhausted, nanoTime);
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, PREFIX + name.replace(' ', '-'));
        // Its owner waits for its end as long as that is worth it; then a thread that hangs must not keep the process
        // alive.
        thread.setDaemon(true);
    }

    /** Starts the thread, once. */
    public void start() {
        thread.start();
    }

    /** What the thread is for. */
    public String name() {
        return name;
    }

    /** The state now. */
    public ThreadStatus status() {
        return failures.status(waiting);
    }

    /** Reports a unit of work that failed while the work goes on. It never throws, and logs once a minute at most. */
    public void report(Throwable failed) {
        failures.addUnit(failed);
    }

    /** Whether the thread was started and has not ended. */
    public boolean isRunning() {
        return thread.isAlive();
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
        boolean ended = false;
        while (!ended) {
            ended = joinWithin(Duration.ofMinutes(1));
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

    /**
     * Lets the thread end and waits for it no longer than that. A thread that runs on is named in the log with what it
     * does. An interrupt of the caller is kept for later.
     *
     * @return whether it has ended within that time
     */
    public boolean joinWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        for (long left = time.toNanos(); !ended && left > 0; left = deadline - System.nanoTime()) {
            try {
                ended = join(Duration.ofNanos(left));
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (!ended) {
            log.warn("The {} has not ended within {} s: {}", name, time.toSeconds(), topOfStack());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    private String topOfStack() {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 ? "it has just ended" : "it is in " + stack[0];
    }

    /** What handles a failure may fail as well where no memory is left; that ends the thread as little. */
    private void run() {
        while (true) {
            try {
                repeat();
                return;
            } catch (Throwable handlingFailed) {
                LockSupport.parkNanos(MIN_DELAY);
            }
        }
    }

    private void repeat() {
        long delay = MIN_DELAY;
        long began = nanoTime.getAsLong();
        while (!isComplete() && !endsWithin(delay)) {
            boolean ranLong = nanoTime.getAsLong() - began > MAX_DELAY + delay;
            delay = ranLong ? MIN_DELAY : Math.min(2 * delay, MAX_DELAY);
            began = nanoTime.getAsLong();
        }
    }

    /** Runs the work; whether there is nothing left to do for this thread. */
    private boolean isComplete() {
        try {
            work.run();
            return true;
        } catch (Throwable failed) {
            if (failed instanceof InterruptedException && isEnding()) {
                return true;
            }
            failures.addRestart(failed);
            return false;
        }
    }

    private boolean isEnding() {
        return ending.getCount() == 0;
    }

    private boolean endsWithin(long delay) {
        waiting = true;
        try {
            return ending.await(delay, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupt) {
            return isEnding();
        } finally {
            waiting = false;
        }
    }

    @Override
    public String toString() {
        return status().sentence();
    }
}
