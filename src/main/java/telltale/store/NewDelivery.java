package telltale.store;

import java.time.Instant;
import java.util.Set;
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
 * @param state {@code SCHEDULED} or {@code QUEUED}; {@code SENDING} when this node begins with it at once; {@code
 *     SUPPRESSED} when it is kept and never sent
 * @param dueAt when it is to be tried first
 * @param toTell who is told when a person first saw it, or null
 * @param detail why it is suppressed, or null
 */
public record NewDelivery(
        DeliveryId id,
        Address to,
        String subject,
        Octets data,
        long digest,
        State state,
        Instant dueAt,
        @Nullable Address toTell,
        @Nullable String detail) {
    private static final Set<State> FIRST = Set.of(State.SCHEDULED, State.QUEUED, State.SENDING, State.SUPPRESSED);

    public NewDelivery {
        if (!FIRST.contains(state)) {
            throw new IllegalArgumentException("a delivery does not begin as " + state.word());
        }
    }

    /** One that is to be sent, and of which nobody is told. */
    public NewDelivery(
            DeliveryId id, Address to, String subject, Octets data, long digest, State state, Instant dueAt) {
        this(id, to, subject, data, digest, state, dueAt, null, null);
    }

    /** The same of which somebody is told. */
    public NewDelivery telling(@Nullable Address somebody) {
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, somebody, detail);
    }

    /** The same for a recipient who does not want it. */
    public NewDelivery suppressed(String why) {
        return new NewDelivery(id, to, subject, data, digest, State.SUPPRESSED, dueAt, null, why);
    }
}
