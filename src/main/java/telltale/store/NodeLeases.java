package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import telltale.model.DeliveryId;

/**
 * Leases by which nodes that share a database show that they are alive, and the recovery of deliveries whose attempt was
 * interrupted. Whether such a mail arrived is unknown: it becomes due again, as a suspect. A delivery that has lost {@link
 * Outbox#MAX_LOST_ATTEMPTS} attempts while it was being prepared becomes failed instead. Writes are durable and throw as in
 * {@link Store}.
 */
public interface NodeLeases {
    /** Renews this node's lease, from now on. */
    default void renew(Duration lease) {
        renew(lease, List.of());
    }

    /**
     * Renews this node's lease, from now on.
     *
     * @param shards the further databases that this node knows, which get mail only if all nodes know them
     */
    void renew(Duration lease, List<Integer> shards);

    /** Releases this node's lease when it stops. */
    void release();

    /**
     * How often a lease in one of several databases has expired before it was renewed. What was claimed before may belong to another
     * node since then.
     */
    default int lapses() {
        return 0;
    }

    /**
     * Whether a delivery may be sent, as far as its database, which is one of several, is available and the lease there has not expired
     * since it was renewed last. Otherwise it is to be left alone, and is recovered when the database is back.
     */
    default boolean isHeld(DeliveryId delivery) {
        return true;
    }

    /**
     * Recovers the deliveries claimed by nodes whose lease has expired.
     *
     * @return the number of deliveries
     */
    int recoverExpired(Instant now);

    /**
     * Recovers the deliveries that are stored as being sent by this node although they are not in flight: it has just
     * started, or the response to a claim was lost.
     *
     * @param inFlight whether this node is working on a delivery
     * @param prepared whether a delivery that was no suspect was being prepared when its attempt ended; that attempt then
     *     counts as lost
     * @return the number of deliveries
     */
    int recoverOwn(Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared);

    /** Recovers deliveries that this node claimed, are not in flight, and were not being prepared. */
    default int recoverOwn(Instant now, Predicate<DeliveryId> inFlight) {
        return recoverOwn(now, inFlight, id -> false);
    }
}
