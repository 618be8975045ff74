package telltale.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counting of events by the quarter hour in which they happened. Every counter of a campaign is changed by these
 * functions alone, so the same events give the same counters in any order and in any batches.
 */
public final class Tally {
    /** The number of quarter hours in a day (UTC). */
    public static final long QUARTERS_PER_DAY = 24 * 4;

    private static final long QUARTER_SECONDS = 15 * 60;

    private Tally() {}

    /**
     * A change of a campaign's counters in one quarter hour.
     *
     * @param quarter the quarter hour since 1970, as in {@link #quarter}
     * @param events the number of events
     * @param aggregated the number of events without a row
     * @param firsts the number of deliveries whose earliest event is there
     */
    public record Delta(long quarter, long events, long aggregated, long firsts) {
        /** The sum of two changes in one quarter. */
        public Delta plus(Delta other) {
            return new Delta(quarter, events + other.events, aggregated + other.aggregated, firsts + other.firsts);
        }
    }

    /**
     * The change by one event, apart from {@link #firstMoved}.
     *
     * @param aggregated whether the event gets no row
     */
    public static Delta event(Instant at, boolean aggregated) {
        return new Delta(quarter(at), 1, aggregated ? 1 : 0, 0);
    }

    /**
     * The changes by more events of a delivery and kind; one of these events may be its earliest.
     *
     * @param before the time of its earliest event before these, or null
     * @param earliest the time of the earliest of these
     */
    public static List<Delta> firstMoved(@Nullable Instant before, Instant earliest) {
        Delta added = new Delta(quarter(earliest), 0, 0, 1);
        if (before == null) {
            return List.of(added);
        }
        boolean moves = earliest.isBefore(before) && quarter(earliest) != quarter(before);
        return moves ? List.of(new Delta(quarter(before), 0, 0, -1), added) : List.of();
    }

    /** The quarter hour of an instant, counted from 1970. The offsets of time zones are multiples of it. */
    public static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    /** The beginning of a quarter hour. */
    public static Instant begin(long quarter) {
        return Instant.ofEpochSecond(quarter * QUARTER_SECONDS);
    }
}
