package telltale.store;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;

/** The notices to send when a person first opens a mail. Writes are durable and throw as in {@link Store}. */
public interface OpenNotices {
    /**
     * A delivery that a person has opened and whose notice is pending.
     *
     * @param notifyAddress the address that gets the notice
     * @param judgement the judgement that found a person
     * @param shard the number of the database that stores it, and that the notice is to be stored in
     */
    record OpenedDelivery(
            DeliveryId delivery,
            EmailAddress to,
            String subject,
            @Nullable String campaign,
            EmailAddress notifyAddress,
            Judgement judgement,
            int shard) {
        /** A delivery in the first database. */
        public OpenedDelivery(
                DeliveryId delivery,
                EmailAddress to,
                String subject,
                @Nullable String campaign,
                EmailAddress notifyAddress,
                Judgement judgement) {
            this(delivery, to, subject, campaign, notifyAddress, judgement, 0);
        }

        /** This delivery in another database. */
        public OpenedDelivery in(int other) {
            return new OpenedDelivery(delivery, to, subject, campaign, notifyAddress, judgement, other);
        }
    }

    /** A notice as a message to one recipient. */
    record Notice(StoredMessage message, NewDelivery delivery) {}

    /**
     * Queues the pending notices. Each is queued at most once: the same transaction deletes its pending mark.
     *
     * @param limit the maximum number of notices
     * @param composer a pure function, since a transaction may be retried; empty if it is too late for a notice
     * @return the number of pending notices handled; fewer than {@code limit} when none are left
     */
    int enqueue(int limit, Function<OpenedDelivery, Optional<Notice>> composer);
}
