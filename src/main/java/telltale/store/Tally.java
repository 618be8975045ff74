package telltale.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of one delivery's events of one kind and class.
 *
 * @param events all of them
 * @param folded those of them that have no row of their own
 * @param first when the earliest was, or null while there is none
 */
public record Tally(long events, long folded, @Nullable Instant first) {
    public static final Tally NONE = new Tally(0, 0, null);

    /**
     * What a change does to the counters of the delivery's campaign in one quarter of an hour.
     *
     * @param quarter since 1970, as of {@link #quarter}
     * @param firsts how many deliveries have their earliest event there
     */
    public record Delta(long quarter, long events, long folded, long firsts) {
        /** Both changes together; they are of the same quarter. */
        public Delta plus(Delta other) {
            return new Delta(quarter, events + other.events, folded + other.folded, firsts + other.firsts);
        }
    }

    /** A tally after one more event, and what that changes for the campaign. */
    public record Change(Tally after, List<Delta> deltas) {}

    /**
     * Counts one event. Every counter is moved by this function and no other, whatever brings the event and in
     * whatever order: the same events always give the same counters.
     *
     * @param folded whether it gets no row
     */
    public Change plus(Instant at, boolean folded) {
        long more = folded ? 1 : 0;
        Instant before = first;
        List<Delta> deltas = new ArrayList<>(2);
        if (before == null || at.isBefore(before)) {
            if (before != null && quarter(before) != quarter(at)) {
                deltas.add(new Delta(quarter(before), 0, 0, -1));
            }
            boolean isNewFirst = before == null || quarter(before) != quarter(at);
            deltas.add(new Delta(quarter(at), 1, more, isNewFirst ? 1 : 0));
            return new Change(new Tally(events + 1, this.folded + more, at), deltas);
        }
        deltas.add(new Delta(quarter(at), 1, more, 0));
        return new Change(new Tally(events + 1, this.folded + more, before), deltas);
    }

    /** The quarter of an hour of an instant, counted from 1970: time zones differ by no less. */
    public static long quarter(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), QUARTER_SECONDS);
    }

    /** When a quarter of an hour begins. */
    public static Instant begin(long quarter) {
        return Instant.ofEpochSecond(quarter * QUARTER_SECONDS);
    }

    /** How many quarters of an hour a day has, as UTC counts. */
    public static final long QUARTERS_A_DAY = 24 * 4;

    private static final long QUARTER_SECONDS = 15 * 60;
}
