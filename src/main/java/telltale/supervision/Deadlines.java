package telltale.supervision;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A timer for what must not take longer than a given time: a request's body, or a caller's wait for a mail server. One
 * thread serves all of them, so a task must not block. A task that fails ends neither the thread nor other tasks.
 */
public final class Deadlines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private final Supervisor supervisor;
    private final ScheduledThreadPoolExecutor timer;

    /** @param supervisor learns of an exhausted heap */
    public Deadlines(Supervisor supervisor) {
        this.supervisor = supervisor;
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "telltale-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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

    /** Drops all tasks that have not begun. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
