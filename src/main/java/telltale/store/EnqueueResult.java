package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;

/**
 * A recipient's row in the outbox.
 *
 * @param detail what is said of its state, or null
 * @param same whether what was said of this recipient is what had been said before, under the same Idempotency-Key
 */
public record EnqueueResult(
        DeliveryId id, DeliveryState state, @Nullable String detail, boolean same) {}
