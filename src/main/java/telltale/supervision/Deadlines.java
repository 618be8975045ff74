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
 * A timer for what must not take longer than a given time: a request's body, or a caller's wait for a mail server. One
 * thread serves all of them, so a task must not block. A task that fails ends neither the thread nor other tasks.
 */
public final class Deadlines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    /** A task does not block, so the thread ends at once unless the machine is very busy. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Supervisor supervisor;
    private final ScheduledThreadPoolExecutor timer;
    private volatile @Nullable Thread thread;

    /** @param supervisor learns of an exhausted heap */
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
     * Runs a task after some time, unless it is cancelled before.
     *
     * @return what cancels it; empty once this timer is closed, and the task never runs then
     */
    public Optional<Future<?>> after(Duration time, Runnable task) {
        try {
            return Optional.of(timer.schedule(() -> run(task), time.toMillis(), TimeUnit.MILLISECONDS));
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
     * Drops all tasks that have not begun and waits for the thread to end, since a container that undeploys the
     * application takes a running thread for a leak. An interrupt of the caller is kept for later.
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
