package telltale.recording;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import telltale.model.Event;

/**
 * A log outside this node that several machines store. Hits in it are durable, and consumers move them into the database.
 * Events of the privacy profile hygiene must not be in it, because nothing in it can be deleted by person.
 */
public interface ReplicatedLog {
    /**
     * Appends events, in any order, and waits until they are replicated.
     *
     * @return those that were not acknowledged within the deadline; they may nevertheless be in the log, and consumers discard
     *     an event that they have stored
     */
    List<Event> append(List<Event> events, Duration deadline);

    /** Whether the last events were acknowledged in time, so that the next ones probably are. */
    boolean isAvailable();

    /** The id of the log, under which the database stores how far it was read; empty before the first connection. */
    Optional<UUID> id();

    /** The positions after the events that this node appended, by partition. */
    Map<Integer, Long> appended();

    /** What is wrong with the log and what to do, as a sentence without a full stop; empty if nothing is. */
    Optional<String> fault();

    /** The number of events in the log that the database does not have yet, whichever nodes store them; empty if not known. */
    OptionalLong waiting();
}
