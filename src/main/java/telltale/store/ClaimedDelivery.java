package telltale.store;

import java.time.Instant;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * A mail that this node, and no other, is to send now.
 *
 * @param message which message's content it gets
 * @param data what belongs to this recipient alone
 * @param attempt 1 for the first; with the delivery it names this try
 * @param beganAt when it was tried first
 * @param suspicion 0 unless the last attempt ended without an outcome; then 1 and the number of attempts, since the last
 *     one with an outcome, that ended without one while this mail was being prepared
 */
public record ClaimedDelivery(
        DeliveryId id,
        EmailAddress to,
        String subject,
        UUID message,
        ImmutableBytes data,
        int attempt,
        Instant beganAt,
        int suspicion) {
    /** A mail whose attempts have all had an outcome. */
    public ClaimedDelivery(
            DeliveryId id,
            EmailAddress to,
            String subject,
            UUID message,
            ImmutableBytes data,
            int attempt,
            Instant beganAt) {
        this(id, to, subject, message, data, attempt, beganAt, 0);
    }

    /** Whether this mail may be what ended its process, so that it is to be prepared alone. */
    public boolean isSuspect() {
        return suspicion > 0;
    }
}
