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
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

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

    /** One caller: a class of its own, for futures are not compared. */
    private static final class Waiter {
        private final CompletableFuture<?> result;

        Waiter(CompletableFuture<?> result) {
            this.result = result;
        }

        void giveUp() {
            result.cancel(false);
        }
    }

    /** Cancels a result when the time to wait for it is over, unless it has come before. */
    void add(CompletableFuture<?> result) {
        Waiter waiter = new Waiter(result);
        waiting.add(waiter);
        try {
            Future<?> deadline = timer.schedule(waiter::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
            var unused = result.whenComplete((value, failure) -> {
                deadline.cancel(false);
                waiting.remove(waiter);
            });
        } catch (RejectedExecutionException closed) {
            waiting.remove(waiter);
            waiter.giveUp();
        }
    }

    /** Cancels all. */
    @Override
    public void close() {
        timer.shutdown();
        waiting.forEach(Waiter::giveUp);
    }
}
