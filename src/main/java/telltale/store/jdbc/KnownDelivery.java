package telltale.store.jdbc;

import java.util.EnumMap;
import java.util.Map;
import telltale.model.EventKind;
import telltale.store.Tally;

/** What the event writer knows of a delivery without asking: its numbers, its counters, and how full its day is. */
final class KnownDelivery {
    final long number;
    final long campaign;
    private final Map<EventKind, Tally> tallies = new EnumMap<>(EventKind.class);
    private long day = Long.MIN_VALUE;
    private long rowsThatDay;

    KnownDelivery(long number, long campaign) {
        this.number = number;
        this.campaign = campaign;
    }

    Tally tally(EventKind kind) {
        return tallies.getOrDefault(kind, Tally.NONE);
    }

    void tally(EventKind kind, Tally tally) {
        tallies.put(kind, tally);
    }

    /** All its rows: no day can have more. */
    long rows() {
        return tallies.values().stream()
                .mapToLong(tally -> tally.events() - tally.folded())
                .sum();
    }

    boolean countsDay(long wanted) {
        return day == wanted;
    }

    void startDay(long newDay, long rows) {
        day = newDay;
        rowsThatDay = rows;
    }

    long rowsThatDay() {
        return rowsThatDay;
    }

    void addRow() {
        rowsThatDay++;
    }
}
