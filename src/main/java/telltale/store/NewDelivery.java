package telltale.store;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.SendWindow;
import telltale.model.Topic;

/**
 * A recipient of a message to be queued.
 *
 * @param subject the subject as rendered for this recipient
 * @param data the recipient's own data, in the format of the sending package
 * @param digest identifies this recipient in a repeated submission
 * @param state {@code SCHEDULED} or {@code QUEUED}; {@code SENDING} if this node sends it at once; {@code SUPPRESSED} if
 *     its recipient refuses it, so that it is stored and never sent
 * @param dueAt the time of the first attempt
 * @param notifyAddress the address to notify of the first open by a person, or null
 * @param detail the reason of a suppression, or null
 * @param bulk whether it is bulk mail, which a recipient may have unsubscribed from
 * @param topic the name of the topic of bulk mail, or null
 * @param window the hours in which it may be sent, or null for all
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
        @Nullable String detail,
        boolean bulk,
        @Nullable String topic,
        @Nullable SendWindow window) {
    private static final Set<DeliveryState> INITIAL =
            Set.of(DeliveryState.SCHEDULED, DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SUPPRESSED);

    public NewDelivery {
        if (!INITIAL.contains(state)) {
            throw new IllegalArgumentException("a new delivery cannot be " + state.wireName());
        }
    }

    /** A delivery to send without a notice, which is not bulk mail. */
    public NewDelivery(
            DeliveryId id,
            EmailAddress to,
            String subject,
            ImmutableBytes data,
            long digest,
            DeliveryState state,
            Instant dueAt) {
        this(id, to, subject, data, digest, state, dueAt, null, null, false, null, null);
    }

    /** Returns this delivery with an address to notify. */
    public NewDelivery notifying(@Nullable EmailAddress address) {
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, address, detail, bulk, topic, window);
    }

    /** Returns this delivery as bulk mail or not. */
    public NewDelivery bulk(boolean isBulk) {
        return new NewDelivery(
                id, to, subject, data, digest, state, dueAt, notifyAddress, detail, isBulk, topic, window);
    }

    /** Returns this delivery as bulk mail of a topic, or without one. */
    public NewDelivery topic(@Nullable Topic of) {
        String name = of == null ? null : of.name();
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, notifyAddress, detail, bulk, name, window);
    }

    /** Returns this delivery in the state in which this node sends it at once. */
    public NewDelivery sending() {
        return new NewDelivery(
                id,
                to,
                subject,
                data,
                digest,
                DeliveryState.SENDING,
                dueAt,
                notifyAddress,
                detail,
                bulk,
                topic,
                window);
    }

    /** Returns this delivery in the state in which it waits in the queue, unless it is suppressed. */
    public NewDelivery waiting() {
        return state == DeliveryState.SENDING
                ? new NewDelivery(
                        id,
                        to,
                        subject,
                        data,
                        digest,
                        DeliveryState.QUEUED,
                        dueAt,
                        notifyAddress,
                        detail,
                        bulk,
                        topic,
                        window)
                : this;
    }

    /** Returns this delivery, suppressed if its recipient refuses such mail. */
    public NewDelivery to(Person recipient) {
        return recipient.refusal(bulk, topic).map(this::suppressed).orElse(this);
    }

    private NewDelivery suppressed(String reason) {
        return new NewDelivery(
                id, to, subject, data, digest, DeliveryState.SUPPRESSED, dueAt, null, reason, bulk, topic, window);
    }

    /** Returns this delivery, to be sent in some hours only. */
    public NewDelivery within(@Nullable SendWindow hours) {
        return new NewDelivery(id, to, subject, data, digest, state, dueAt, notifyAddress, detail, bulk, topic, hours);
    }
}
