package telltale.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer for timeouts, such as that of a request's body or of a caller's wait for a mail server. One thread runs all tasks, so
 * a task must not block. A task that fails affects neither the thread nor other tasks.
 */
public final class Deadlines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    /** Tasks do not block, so the thread ends at once unless the machine is very busy. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Supervisor supervisor;
    private final ScheduledThreadPoolExecutor timer;
    private volatile @Nullable Thread thread;

    /** @param supervisor is notified of an exhausted heap */
    public Deadlines(Supervisor supervisor) {
        this.supervisor = supervisor;
        timer = new ScheduledThreadPoolExecutor(1, this::newThread);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private Thread newThread(Runnable work) {
        Thread created = new Thread(work, "telltale-deadlines");
        created.setDaemon(true);
        thread = created;
        return created;
    }

    /**
     * Schedules a task.
     *
     * @return a handle that cancels the task; empty if this timer is closed, and the task never runs then
     */
    public Optional<Future<?>> schedule(Duration delay, Runnable task) {
        try {
            return Optional.of(timer.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException closed) {
            return Optional.empty();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failed) {
            supervisor.noteIfOutOfMemory(failed);
            log.error("A deadline could not be enforced", failed);
        }
    }

    /**
     * Cancels all tasks that have not begun and waits for the thread to end, because a container that undeploys the
     * application reports a running thread as a leak. Preserves an interrupt of the caller.
     */
    @Override
    public void close() {
        timer.shutdown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(SHUTDOWN_TIMEOUT.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
