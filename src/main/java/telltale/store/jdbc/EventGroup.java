package telltale.store.jdbc;

import java.time.Instant;
import java.util.Comparator;
import telltale.store.jdbc.KnownDelivery.KindCounters;

/** The events of one delivery and kind in a batch, as changes of their counters. Counters are locked in this order. */
public final class EventGroup implements Comparable<EventGroup> {
    private static final Comparator<EventGroup> BY_PRIMARY_KEY =
            Comparator.comparingLong(EventGroup::delivery).thenComparingInt(EventGroup::kind);

    private final KindCounters counters;
    private long events;
    private long aggregated;
    private Instant first = Instant.MAX;
    private long day = Long.MIN_VALUE;
    private int dayRows;

    EventGroup(KindCounters counters) {
        this.counters = counters;
    }

    void add(Instant at, long onDay, boolean isAggregated) {
        events++;
        aggregated += isAggregated ? 1 : 0;
        first = at.isBefore(first) ? at : first;
        if (onDay > day) {
            day = onDay;
            dayRows = 0;
        }
        dayRows += isAggregated || onDay < day ? 0 : 1;
    }

    /** The counters as cached before this batch, except for the rows of a day. */
    public KindCounters counters() {
        return counters;
    }

    /** The number of the delivery. */
    public long delivery() {
        return counters.delivery.number;
    }

    /** The number of the kind. */
    public int kind() {
        return counters.kind.number();
    }

    /** The number of events. */
    public long events() {
        return events;
    }

    /** The number of events without a row. */
    public long aggregated() {
        return aggregated;
    }

    /** The time of the earliest event. */
    public Instant first() {
        return first;
    }

    /** The last day of an event, as in {@link KnownDelivery#day}. */
    public long day() {
        return day;
    }

    /** The number of rows on that day. */
    public int dayRows() {
        return dayRows;
    }

    @Override
    public int compareTo(EventGroup other) {
        return BY_PRIMARY_KEY.compare(this, other);
    }
}
