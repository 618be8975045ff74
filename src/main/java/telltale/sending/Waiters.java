package telltale.sending;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Callers who wait for a result no longer than a given time. One thread serves all of them. */
final class Waiters implements AutoCloseable {
    private final Duration patience;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();

    Waiters(Duration patience) {
        this.patience = patience;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "telltale-waiters");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Cancels the waiting when its time is over, unless the result has come before. */
    void add(CompletableFuture<?> waiter) {
        waiting.add(waiter);
        try {
            Future<?> deadline =
                    timer.schedule(() -> waiter.cancel(false), patience.toMillis(), TimeUnit.MILLISECONDS);
            var unused = waiter.whenComplete((result, failure) -> {
                deadline.cancel(false);
                waiting.remove(waiter);
            });
        } catch (RejectedExecutionException closed) {
            waiting.remove(waiter);
            waiter.cancel(false);
        }
    }

    /** Cancels all. */
    @Override
    public void close() {
        timer.shutdown();
        waiting.forEach(waiter -> waiter.cancel(false));
    }
}
