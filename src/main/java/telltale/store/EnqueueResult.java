package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;

/**
 * The result of queueing one recipient of a message.
 *
 * @param detail the detail of its state, or null
 * @param same whether the recipient is the one that an earlier submission under the same Idempotency-Key queued at this
 *     position; true for a new one
 * @param recipient the recipient of a new delivery; null in a process without keys, and for one that was queued before
 * @param pool the pool of recipients that its pixel belongs to, or null
 */
public record EnqueueResult(
        DeliveryId id,
        DeliveryState state,
        @Nullable String detail,
        boolean same,
        @Nullable PersonSnapshot recipient,
        @Nullable Long pool) {
    /** A result without a pool. */
    public EnqueueResult(
            DeliveryId id,
            DeliveryState state,
            @Nullable String detail,
            boolean same,
            @Nullable PersonSnapshot recipient) {
        this(id, state, detail, same, recipient, null);
    }

    /** Returns this result with a pool, or without one. */
    public EnqueueResult in(@Nullable Long ofRecipients) {
        return new EnqueueResult(id, state, detail, same, recipient, ofRecipients);
    }

    /** Returns this result for a delivery that waits for its turn. */
    public EnqueueResult queued() {
        return new EnqueueResult(id, DeliveryState.QUEUED, detail, same, recipient, pool);
    }
}
