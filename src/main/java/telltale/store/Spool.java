package telltale.store;

import java.util.List;
import java.util.UUID;
import telltale.model.Event;

/**
 * Where events wait on this node while the database is away. What was added is on the disk when the method returns;
 * all methods throw {@link StoreUnavailable} when this disk does not work either.
 */
public interface Spool extends AutoCloseable {
    /** Some of what waits, the oldest first, and the number of the last of it. */
    record Batch(List<Event> events, long last) {}

    /** The name of this spool: what was replayed of it is remembered under it. */
    UUID id();

    void add(List<Event> events);

    /** The oldest events that wait, at most so many; empty when none does. */
    Batch oldest(int limit);

    /** Forgets everything up to a batch's last; says how many that were. */
    int removeThrough(long last);

    /** Forgets these, as far as they are there; says how many were. */
    int remove(List<Event> events);

    /** How many wait. */
    long waiting();

    /** Puts an event aside that no database takes, with the reason. */
    void quarantine(Event event, String reason);

    /** How many were put aside, ever. */
    long quarantined();

    @Override
    void close();
}
