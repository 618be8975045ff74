package telltale.sending;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import telltale.supervision.Deadlines;

/** Futures that callers wait for; each is cancelled after a timeout. */
final class WaitingCallers implements AutoCloseable {
    private final Duration timeout;
    private final Deadlines deadlines;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WaitingCallers(Duration timeout, Deadlines deadlines) {
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    /** One waiting caller, compared by identity. */
    private static final class Waiter {
        private final CompletableFuture<?> result;

        Waiter(CompletableFuture<?> result) {
            this.result = result;
        }

        void cancel() {
            result.cancel(false);
        }
    }

    /** Cancels a result after the timeout, unless it has completed before. */
    void add(CompletableFuture<?> result) {
        Waiter waiter = new Waiter(result);
        waiting.add(waiter);
        Optional<Future<?>> deadline = closed ? Optional.empty() : deadlines.schedule(timeout, waiter::cancel);
        var unused = result.whenComplete((value, failure) -> {
            deadline.ifPresent(pending -> pending.cancel(false));
            waiting.remove(waiter);
        });
        if (deadline.isEmpty()) {
            waiter.cancel();
        }
    }

    /** Cancels all results that have not completed, and those that are added later. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(Waiter::cancel);
    }
}
