package telltale.store;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * A recipient of a message to be queued.
 *
 * @param subject the subject as rendered for this recipient
 * @param data the recipient's own data, in the format of the sending package
 * @param digest identifies this recipient in a repeated submission
 * @param state {@code SCHEDULED} or {@code QUEUED}; {@code SENDING} if this node sends it at once; {@code SUPPRESSED} if
 *     it is stored and never sent
 * @param dueAt the time of the first attempt
 * @param notifyAddress the address to notify of the first open by a person, or null
 * @param detail the reason of a suppression, or null
 */
public record NewDelivery(
        DeliveryId id,
        EmailAddress to,
        String subject,
        ImmutableBytes data,
        long digest,
        DeliveryState state,
        Instant dueAt,
        @Nullable EmailAddress notifyAddress,
        @Nullable String detail) {
    private static final Set<DeliveryState> INITIAL =
            Set.of(DeliveryState.SCHEDULED, DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SUPPRESSED);

    public NewDelivery {
        if (!INITIAL.contains(state)) {
            throw new IllegalArgumentException("a new delivery cannot be " + state.wireName());
        }
    }

    /** A delivery to send without a notice. */
    public NewDelivery(
            DeliveryId id,
            EmailAddress to,
            String subject,
            ImmutableBytes data,
            long digest,
            DeliveryState state,
            Instant dueAt) {
        this(id, to, subject, data, digest, state, dueAt, null, null);
    }

    /** Returns this delivery with an address to notify. */
    public NewDelivery notifying(@Nullable EmailAddress address) {
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, address, detail);
    }

    /** Returns this delivery for a recipient who has opted out. */
    public NewDelivery suppressed(String reason) {
        return new NewDelivery(id, to, subject, data, digest, DeliveryState.SUPPRESSED, dueAt, null, reason);
    }
}
