package telltale.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one delivery's events of one kind and class.
 *
 * @param events the number of events
 * @param aggregated the number of events without a row
 * @param first the time of the earliest event, or null
 */
public record Tally(long events, long aggregated, @Nullable Instant first) {
    public static final Tally NONE = new Tally(0, 0, null);

    /**
     * A change of the campaign's counters in one quarter hour.
     *
     * @param quarter the quarter hour since 1970, as in {@link #quarter}
     * @param firsts the number of deliveries whose earliest event is there
     */
    public record Delta(long quarter, long events, long aggregated, long firsts) {
        /** The sum of two changes in one quarter. */
        public Delta plus(Delta other) {
            return new Delta(quarter, events + other.events, aggregated + other.aggregated, firsts + other.firsts);
        }
    }

    /** A tally after one more event, and the changes of the campaign. */
    public record Change(Tally after, List<Delta> deltas) {}

    /**
     * Counts one event. Every counter is changed by this function alone, so the same events give the same counters in any
     * order.
     *
     * @param aggregated whether the event gets no row
     */
    public Change plus(Instant at, boolean aggregated) {
        long more = aggregated ? 1 : 0;
        Instant before = first;
        List<Delta> deltas = new ArrayList<>(2);
        if (before == null || at.isBefore(before)) {
            if (before != null && quarter(before) != quarter(at)) {
                deltas.add(new Delta(quarter(before), 0, 0, -1));
            }
            boolean isNewFirst = before == null || quarter(before) != quarter(at);
            deltas.add(new Delta(quarter(at), 1, more, isNewFirst ? 1 : 0));
            return new Change(new Tally(events + 1, this.aggregated + more, at), deltas);
        }
        deltas.add(new Delta(quarter(at), 1, more, 0));
        return new Change(new Tally(events + 1, this.aggregated + more, before), deltas);
    }

    /** The quarter hour of an instant, counted from 1970. The offsets of time zones are multiples of it. */
    public static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    /** The beginning of a quarter hour. */
    public static Instant begin(long quarter) {
        return Instant.ofEpochSecond(quarter * QUARTER_SECONDS);
    }

    /** The number of quarter hours in a day (UTC). */
    public static final long QUARTERS_PER_DAY = 24 * 4;

    private static final long QUARTER_SECONDS = 15 * 60;
}
