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
 * A background thread that restarts its work after a failure, with exponential backoff from 100 ms to one minute. Work that has
 * run for a minute starts with the shortest delay again.
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
     * @param exhausted checks each failure for an exhausted heap
     */
    SupervisedThread(String name, Supervisor.Work work, Consumer<Throwable> exhausted, LongSupplier nanoTime) {
        this.name = name;
        this.work = work;
        this.failures = new FailureRecord(name, exhausted, nanoTime);
        this.nanoTime = nanoTime;
        this.thread = new Thread(this::run, PREFIX + name.replace(' ', '-'));
        // Its owner waits for it with a timeout; after that, a thread that hangs must not keep the process alive.
        thread.setDaemon(true);
    }

    /** Starts the thread; can be called once. */
    public void start() {
        thread.start();
    }

    /** The purpose of the thread in a few words. */
    public String name() {
        return name;
    }

    /** The current state. */
    public ThreadStatus status() {
        return failures.status(waiting);
    }

    /** Reports a failed unit of work while the work goes on. Never throws, and logs at most once a minute. */
    public void report(Throwable failed) {
        failures.addUnit(failed);
    }

    /** Whether the thread was started and has not ended. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Whether the thread has ended, which happens only after {@link #end} or when its work returns. */
    public boolean isEnded() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Lets the thread end when its work returns or fails; the owner has to make the work return. */
    public void end() {
        ending.countDown();
    }

    /** Lets the thread end as {@link #end} does, and interrupts it. */
    public void interrupt() {
        end();
        thread.interrupt();
    }

    /**
     * Lets the thread end and waits for it without a timeout. Preserves an interrupt of the caller.
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
     * @return false after the timeout
     */
    public boolean join(Duration timeout) throws InterruptedException {
        end();
        thread.join(Math.max(1, timeout.toMillis()));
        return !thread.isAlive();
    }

    /**
     * Lets the thread end and waits for it. After the timeout it logs the top of the thread's stack. Preserves an interrupt
     * of the caller.
     *
     * @return false after the timeout
     */
    public boolean joinWithin(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        boolean ended = false;
        for (long left = timeout.toNanos(); !ended && left > 0; left = deadline - System.nanoTime()) {
            try {
                ended = join(Duration.ofNanos(left));
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (!ended) {
            log.warn("The thread \"{}\" has not ended within {} s: {}", name, timeout.toSeconds(), topOfStack());
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

    /** Runs the work until it is complete. Even a failure in the handling of failures does not end the thread. */
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
        while (!runOnce() && !endsWithin(delay)) {
            boolean ranLong = nanoTime.getAsLong() - began > MAX_DELAY + delay;
            delay = ranLong ? MIN_DELAY : Math.min(2 * delay, MAX_DELAY);
            began = nanoTime.getAsLong();
        }
    }

    /** Runs the work once, and returns whether the thread has nothing left to do. */
    private boolean runOnce() {
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
