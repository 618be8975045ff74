package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.DeliveryId;
import telltale.model.Octets;
import telltale.model.State;

/**
 * One recipient of a message, not yet in the outbox.
 *
 * @param subject as this recipient reads it
 * @param data what belongs to this recipient alone, and only the sending room reads
 * @param digest tells it from any other at the same place of the message
 * @param state {@code SCHEDULED} or {@code QUEUED}; {@code SENDING} when this node begins with it at once
 * @param dueAt when it is to be tried first
 * @param toTell who is told when a person first saw it, or null
 */
public record NewDelivery(
        DeliveryId id,
        Address to,
        String subject,
        Octets data,
        long digest,
        State state,
        Instant dueAt,
        @Nullable Address toTell) {
    /** One of which nobody is told. */
    public NewDelivery(
            DeliveryId id, Address to, String subject, Octets data, long digest, State state, Instant dueAt) {
        this(id, to, subject, data, digest, state, dueAt, null);
    }

    public NewDelivery {
        if (state != State.SCHEDULED && state != State.QUEUED && state != State.SENDING) {
            throw new IllegalArgumentException("a delivery does not begin as " + state.word());
        }
    }
}
