package telltale.store;

import telltale.model.DeliveryId;
import telltale.model.State;

/**
 * A recipient's row in the outbox.
 *
 * @param same whether what was said of this recipient is what had been said before, under the same Idempotency-Key
 */
public record Entered(DeliveryId id, State state, boolean same) {}
