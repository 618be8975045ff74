package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import telltale.model.Event;

/** How far a replicated log was read: the positions in it, and the events of it, are stored in the same transaction. */
public interface LogReplay {
    /** The position of each partition from which records are to be read; those that are missing from 0. */
    Map<Integer, Long> positions(UUID topic);

    /**
     * Stores records and counts their events, with the positions after them, in one transaction. Events that were stored before
     * are skipped; records that cannot be stored are noted with the reason.
     *
     * @param records in the order of the log within each partition
     * @throws LogMovedException if another consumer has stored some of them; nothing was stored
     * @throws EventsRejectedException if the database rejects one of them for its content; nothing was stored
     */
    Result store(UUID topic, List<LoggedEvent> records);

    /**
     * Stores and counts events that are not read from a log, but may be in it, because nothing acknowledged them; those that
     * were stored before are skipped.
     *
     * @throws EventsRejectedException if the database rejects one of them for its content; nothing was stored
     */
    Result add(List<Event> events);

    /** Forgets the ids of events before an instant; returns how many. An event is stored again if it is repeated later. */
    int forgetBefore(Instant cutoff);

    /** The number of records that could not be stored. */
    long faults();

    /**
     * The result of storing records.
     *
     * @param repeated the number of events that were stored before
     */
    record Result(AppendResult appended, int repeated) {}

    /** Thrown if the database has another position than the consumer. */
    final class LogMovedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public LogMovedException(int partition) {
            super("Another consumer has stored records of partition " + partition);
        }
    }
}
