package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;

/** The stored messages: their content, progress and cancellation. Writes are durable and throw as in {@link Store}. */
public interface Messages {
    /** A message with its content. */
    Optional<StoredMessage> message(UUID id);

    /** The message that was submitted under an Idempotency-Key. */
    Optional<StoredMessage> byIdempotencyKey(ImmutableBytes keyHash);

    /** The message of the latest deliveries of a campaign, if the content of one of them is stored. */
    Optional<UUID> latest(String campaign);

    /** The privacy profiles that the mails of campaigns have, by the campaigns' names. */
    Map<String, Set<PrivacyProfile>> profiles(List<String> campaigns);

    /** The compressed size of a message and its attachments in bytes; 0 if the message is not stored. */
    long storedBytes(UUID id);

    /** The data of one recipient; empty if it was deleted or never existed. */
    Optional<StoredCopy> copy(DeliveryId delivery);

    /** The progress of a message; empty if its content was deleted or never existed. */
    Optional<MessageProgress> progress(UUID message);

    /**
     * Cancels the deliveries of a message that no server has accepted and that are not being sent.
     *
     * @return the number of deliveries
     */
    int cancel(UUID message, Instant now);

    /**
     * A page of the deliveries without a final state, in the order of their identifiers.
     *
     * @param message the only message to list, or null for all
     * @param after the last delivery of the previous page, or null
     */
    List<QueuedDelivery> queued(@Nullable UUID message, @Nullable DeliveryId after, int limit);

    /**
     * Deletes the content of old messages, with the data of their recipients.
     *
     * @param limit the maximum number of messages
     * @return the number of messages deleted
     */
    int purge(PurgeCutoffs cutoffs, int limit);
}
