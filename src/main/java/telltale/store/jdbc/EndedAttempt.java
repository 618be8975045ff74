package telltale.store.jdbc;

import java.time.Instant;
import telltale.model.DeliveryState;
import telltale.store.AttemptResult;
import telltale.store.jdbc.CampaignCounters.Step;

/**
 * An attempt whose result this transaction has stored with its delivery.
 *
 * @param number the number of the delivery
 * @param campaign the number of its campaign, 0 for none
 * @param createdAt when the delivery was created
 */
record EndedAttempt(long number, long campaign, Instant createdAt, AttemptResult result) {
    /** The change of the counters of deliveries. */
    Step step() {
        return new Step(campaign, createdAt, DeliveryState.SENDING, result.state());
    }
}
