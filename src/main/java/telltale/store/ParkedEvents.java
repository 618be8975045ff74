package telltale.store;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that wait in the first database for another one that was unavailable. Writes are durable. */
public interface ParkedEvents {
    /** Events of one spool. */
    record Parked(UUID spool, SpooledEvents events) {}

    /** Stores events of deliveries in the database with a number; those that wait already are not stored again. */
    void park(int shard, UUID spool, SpooledEvents events);

    /**
     * Some events that wait for a database, all from one spool, in their order there.
     *
     * @param spool the only spool, or null for any
     */
    Optional<Parked> oldest(int shard, @Nullable UUID spool, int limit);

    /** Deletes the events that were read from a spool up to a number, because their database has them; rejected ones stay. */
    void release(int shard, UUID spool, long through);

    /** Keeps an event as rejected by its database; it waits no longer. */
    void reject(int shard, UUID spool, long number);

    /** How many events wait for each database that any wait for. */
    Map<Integer, Long> counts();

    /** How many events were rejected by their databases. */
    long rejected();
}
