package telltale.sending;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

/**
 * A mail that this node has to send.
 *
 * @param lease in which of this node's leases it came
 * @param waiter who waits for how the next try ends, or null
 */
record SendTask(ClaimedDelivery mail, int lease, @Nullable CompletableFuture<Tried> waiter) {
    /**
     * How a try ended.
     *
     * @param outcome null when the try did not begin, because the node stops or another one sends the mail
     * @param remembered whether the database has it
     */
    record Tried(@Nullable AttemptResult attempt, @Nullable Outcome outcome, boolean remembered) {}

    /** Whether somebody still waits, who learns what went wrong and can decide what to do. */
    boolean isAwaited() {
        return waiter != null && !waiter.isDone();
    }

    void tell(Tried tried) {
        if (waiter != null) {
            waiter.complete(tried);
        }
    }
}
