package telltale.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * Ends stalled writes. Angus schedules a timeout before each write and cancels it afterwards. A timer would wake a thread
 * for each of them; here the timeouts are entries that one thread checks once a second.
 *
 * <p>Angus requires an executor, so this is one, but it uses no pool thread: a pool never again runs a periodic task that
 * failed once.
 */
final class WriteTimeouts extends ScheduledThreadPoolExecutor {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Set<Timeout<?>> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedThread thread;

    /** @param supervisor keeps the thread running; the thread starts with the first timeout */
    WriteTimeouts(Supervisor supervisor) {
        super(0, task -> {
            throw new RejectedExecutionException("this executor runs only timeouts");
        });
        thread = supervisor.prepare("SMTP write timeouts", this::pollUntilClosed);
    }

    /** @return a timeout that fires up to a second late */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
        Timeout<V> timeout = new Timeout<>(task, System.nanoTime() + unit.toNanos(delay));
        pending.add(timeout);
        return timeout;
    }

    /** Starts the thread; if the machine has no thread left, the next timeout tries again. */
    private void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            started.set(false);
            throw noThread;
        }
    }

    @Override
    public void shutdown() {
        super.shutdown();
        endThread();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverStarted = super.shutdownNow();
        endThread();
        return neverStarted;
    }

    private void endThread() {
        closing.countDown();
        if (started.get()) {
            thread.joinWithin(SHUTDOWN_TIMEOUT);
        }
    }

    private void pollUntilClosed() throws InterruptedException {
        while (!closing.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            for (Timeout<?> timeout : pending) {
                if (timeout.getDelay(TimeUnit.NANOSECONDS) <= 0) {
                    timeout.run();
                }
            }
        }
    }

    private final class Timeout<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long due;

        Timeout(Callable<V> task, long due) {
            super(task);
            this.due = due;
        }

        @Override
        protected void done() {
            pending.remove(this);
        }

        /** An I/O error while closing is harmless, since the connection is gone; any other failure may leave it hanging. */
        @Override
        protected void setException(Throwable failed) {
            super.setException(failed);
            if (!(failed instanceof IOException)) {
                thread.report(failed);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
