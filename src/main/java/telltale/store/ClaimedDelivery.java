package telltale.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.SendWindow;

/**
 * A delivery that this node has claimed to send.
 *
 * @param message the id of its message
 * @param data the recipient's own data, in the format of the sending package
 * @param attempt the number of this attempt, from 1; identifies the attempt together with the delivery
 * @param beganAt when the first attempt began
 * @param suspicion 0 unless the last attempt was lost (ended without an outcome); otherwise 1 plus the number of attempts
 *     lost while this mail was being prepared, since the last attempt with an outcome
 * @param recipient the recipient as the claim read it, or null
 * @param origin decides which mail servers may send it
 * @param window the hours in which it may be sent, or null for all
 * @param pool the pool of recipients that its pixel belongs to, or null
 */
public record ClaimedDelivery(
        DeliveryId id,
        EmailAddress to,
        String subject,
        UUID message,
        ImmutableBytes data,
        int attempt,
        Instant beganAt,
        int suspicion,
        @Nullable PersonSnapshot recipient,
        MailOrigin origin,
        @Nullable SendWindow window,
        @Nullable Long pool) {
    /** A delivery whose last attempt had an outcome, and whose recipient was not read. */
    public ClaimedDelivery(
            DeliveryId id,
            EmailAddress to,
            String subject,
            UUID message,
            ImmutableBytes data,
            int attempt,
            Instant beganAt) {
        this(id, to, subject, message, data, attempt, beganAt, 0, null, MailOrigin.DEFAULT, null, null);
    }

    /** Whether this mail may have caused its process to end, so that it must be prepared alone. */
    public boolean isSuspect() {
        return suspicion > 0;
    }
}
