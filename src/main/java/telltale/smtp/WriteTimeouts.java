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
 * Ends writes that a server does not take in time. Angus sets an alarm before each write and takes it back afterwards; a
 * timer would wake a thread for each of them, so here they are entries that one thread looks through each second.
 *
 * <p>It is an executor because Angus asks for one, and has no thread of the pool that it inherits: a pool cancels a
 * periodic task for ever when it fails once.
 */
final class WriteTimeouts extends ScheduledThreadPoolExecutor {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Set<Alarm<?>> set = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final SupervisedThread thread;

    /** @param supervisor keeps the thread running that starts with the first alarm */
    WriteTimeouts(Supervisor supervisor) {
        super(0, task -> {
            throw new RejectedExecutionException("there is a thread for alarms alone");
        });
        thread = supervisor.prepare("write alarms", this::lookEachSecond);
    }

    /** @return an alarm that rings up to a second late */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        if (!started.get() && started.compareAndSet(false, true)) {
            start();
        }
        Alarm<V> alarm = new Alarm<>(task, System.nanoTime() + unit.toNanos(delay));
        set.add(alarm);
        return alarm;
    }

    /** Where the machine has no thread left, the next alarm tries again. */
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
        List<Runnable> none = super.shutdownNow();
        endThread();
        return none;
    }

    private void endThread() {
        closing.countDown();
        if (started.get()) {
            thread.joinWithin(SHUTDOWN_TIMEOUT);
        }
    }

    private void lookEachSecond() throws InterruptedException {
        while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            for (Alarm<?> alarm : set) {
                if (alarm.getDelay(TimeUnit.NANOSECONDS) <= 0) {
                    alarm.run();
                }
            }
        }
    }

    private final class Alarm<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long due;

        Alarm(Callable<V> task, long due) {
            super(task);
            this.due = due;
        }

        @Override
        protected void done() {
            set.remove(this);
        }

        /** A connection that does not close in an orderly way is closed all the same; anything else may hang for ever. */
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
