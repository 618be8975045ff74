package telltale.sending;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import telltale.supervision.Deadlines;

/** Callers who wait for a result no longer than a given time. */
final class WaitingCallers implements AutoCloseable {
    private final Duration patience;
    private final Deadlines deadlines;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WaitingCallers(Duration patience, Deadlines deadlines) {
        this.patience = patience;
        this.deadlines = deadlines;
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
        Optional<Future<?>> deadline = closed ? Optional.empty() : deadlines.after(patience, waiter::giveUp);
        var unused = result.whenComplete((value, failure) -> {
            deadline.ifPresent(pending -> pending.cancel(false));
            waiting.remove(waiter);
        });
        if (deadline.isEmpty()) {
            waiter.giveUp();
        }
    }

    /** Cancels all. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(Waiter::giveUp);
    }
}
