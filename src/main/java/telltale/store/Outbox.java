package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;

/**
 * The queue of deliveries to send. Several nodes may share it: a claimed delivery belongs to one node until that node
 * records its result, or its lease expires ({@link NodeLeases}). Writes are durable and throw as in {@link Store}.
 */
public interface Outbox {
    /** The number of attempts that may end without an outcome while a delivery is being prepared. */
    int MAX_LOST_ATTEMPTS = 2;

    /**
     * Queues recipients of a message, and stores the message with the first of them. A recipient who refuses such mail is
     * stored as {@code SUPPRESSED} instead. Idempotent: a recipient at a position that is already taken is not queued again.
     *
     * @param position the position of the first of these recipients in the message
     * @return one result for each delivery, in order
     * @throws IdempotencyKeyTakenException if another message was stored under the same key meanwhile
     */
    List<EnqueueResult> enqueue(StoredMessage message, int position, List<NewDelivery> deliveries);

    /** The time at which the next delivery is due. */
    Optional<Instant> nextDue();

    /** The number of deliveries that are scheduled, queued, deferred or being sent by any node, by state. */
    Map<DeliveryState, Long> countByState();

    /**
     * Claims due deliveries for this node, longest waiting first.
     *
     * @param limit the maximum number of deliveries
     */
    default List<ClaimedDelivery> claim(Instant now, int limit) {
        return claim(now, limit, Long.MAX_VALUE);
    }

    /** Claims due deliveries as {@link #claim(Instant, int, long, Admission)} does, all that are due. */
    default List<ClaimedDelivery> claim(Instant now, int limit, long maxBytes) {
        return claim(now, limit, maxBytes, Admission.ALL);
    }

    /**
     * Claims due deliveries for this node, longest waiting first. Those of held campaigns are set aside instead, until the
     * campaign is resumed ({@link CampaignHolds}), and so are those that are not admitted.
     *
     * @param limit the maximum number of deliveries
     * @param maxBytes the size of the recipients' data after which no further delivery is claimed
     */
    List<ClaimedDelivery> claim(Instant now, int limit, long maxBytes, Admission admission);

    /** Claims deliveries that wait in a lane, as those that are due are claimed. */
    List<ClaimedDelivery> claimWaiting(Lane lane, Instant now, int limit, long maxBytes, Admission admission);

    /** The lanes in which deliveries wait. */
    List<Lane> lanes();

    /** Makes deliveries that wait in a lane due, longest waiting first, and returns how many. */
    int leave(Lane lane, int limit);

    /** A delivery that is stored as being sent by this node. */
    Optional<ClaimedDelivery> claimed(DeliveryId id);

    /**
     * Counts an attempt as lost because of its own mail: called before a suspect is prepared alone, and when a worker
     * fails. {@link #clearLostAttempts} and {@link #recordResults} reset the count. Idempotent for each attempt.
     */
    void countLostAttempt(ClaimedDelivery mail);

    /** Resets the count of lost attempts, after a suspect was prepared without harm. */
    void clearLostAttempts(ClaimedDelivery mail);

    /** Whether deliveries are in several databases; any of them may be unavailable. */
    default boolean isDivided() {
        return false;
    }

    /** The number of the database that stores a delivery. */
    default int shard(DeliveryId delivery) {
        return 0;
    }

    /**
     * Stores the results of attempts, with a row for each temporary failure, counts failures, and adds recipients to the
     * suppression list: those that a result names, and those whose mailbox has been unusable for long
     * ({@link telltale.model.LastingFailure}).
     *
     * @param patience how long they may wait for other changes, to share their commit
     * @return the deliveries that no longer belong to this node: another node has taken them over and sends them, too
     */
    List<DeliveryId> recordResults(List<AttemptResult> results, Duration patience);

    /** Stores the results of attempts at once. */
    default List<DeliveryId> recordResults(List<AttemptResult> results) {
        return recordResults(results, Duration.ZERO);
    }

    /** How a delivery was sent; without anything for one that does not exist. */
    DeliveryHistory history(DeliveryId delivery);

    /** Returns claimed deliveries whose attempt has not begun to the queue. They are due at once. */
    void requeue(List<ClaimedDelivery> mails, Instant now);

    /** Returns claimed deliveries whose attempt has not begun to the queue, where they wait in a lane. */
    void requeue(List<ClaimedDelivery> mails, Lane lane, Instant now);
}
