package telltale.store;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * One recipient of a message, not yet in the outbox.
 *
 * @param subject as this recipient reads it
 * @param data what belongs to this recipient alone, and only the sending room reads
 * @param digest tells it from any other at the same place of the message
 * @param state {@code SCHEDULED} or {@code QUEUED}; {@code SENDING} when this node begins with it at once; {@code
 *     SUPPRESSED} when it is kept and never sent
 * @param dueAt when it is to be tried first
 * @param notifyAddress who is told when a person first saw it, or null
 * @param detail why it is suppressed, or null
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
    private static final Set<DeliveryState> FIRST =
            Set.of(DeliveryState.SCHEDULED, DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SUPPRESSED);

    public NewDelivery {
        if (!FIRST.contains(state)) {
            throw new IllegalArgumentException("a delivery does not begin as " + state.word());
        }
    }

    /** One that is to be sent, and of which nobody is told. */
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

    /** The same of which somebody is told. */
    public NewDelivery notifying(@Nullable EmailAddress address) {
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, address, detail);
    }

    /** The same for a recipient who does not want it. */
    public NewDelivery suppressed(String why) {
        return new NewDelivery(id, to, subject, data, digest, DeliveryState.SUPPRESSED, dueAt, null, why);
    }
}
