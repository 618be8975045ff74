package telltale.store.jdbc;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.Delivery.Feedback;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.ReportEffect;
import telltale.store.Tally;

/**
 * A delivery that a transaction has locked to store reports about it.
 *
 * @param person the number of its recipient; null if the recipient is not known as a person
 * @param campaign the number of its campaign, 0 for none
 * @param before its reports before the transaction
 */
record ReportedDelivery(
        long number, @Nullable Long person, long campaign, Delivery delivery, List<ReportedEffects> before) {
    /** The quarter hour of its creation. */
    long quarter() {
        return Tally.quarter(delivery.createdAt());
    }

    /** The state that follows from some reports. */
    DeliveryState stateAfter(List<ReportedEffects> reports) {
        if (delivery.state() != DeliveryState.ACCEPTED && delivery.state() != DeliveryState.BOUNCED) {
            return delivery.state();
        }
        return ReportedEffects.first(reports, ReportEffect.BOUNCED).isPresent()
                ? DeliveryState.BOUNCED
                : DeliveryState.ACCEPTED;
    }

    /** What is known about it after some reports. */
    Feedback feedbackAfter(List<ReportedEffects> reports) {
        boolean isBounced = stateAfter(reports) == DeliveryState.BOUNCED;
        return new Feedback(
                isBounced ? bounceReason(reports) : failureBefore(),
                isBounced ? ReportedEffects.since(reports, ReportEffect.BOUNCED) : null,
                ReportedEffects.since(reports, ReportEffect.DELIVERED),
                ReportedEffects.since(reports, ReportEffect.RECEIPT),
                ReportedEffects.since(reports, ReportEffect.REPLIED));
    }

    private static FailureReason bounceReason(List<ReportedEffects> reports) {
        return ReportedEffects.first(reports, ReportEffect.BOUNCED)
                .flatMap(first -> Optional.ofNullable(first.reason()))
                .orElse(FailureReason.UNKNOWN);
    }

    /** The failure that the reply of a mail server was, or null. */
    private @Nullable FailureReason failureBefore() {
        return delivery.state() == DeliveryState.BOUNCED
                ? null
                : delivery.feedback().failure();
    }
}
