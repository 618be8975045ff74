package telltale.store.jdbc;

import telltale.model.EventKind;
import telltale.store.Tally;

/** What the event writer knows of a delivery without asking: its numbers, and what it has of each kind of event. */
public final class KnownDelivery {
    private static final long DAY_MILLIS = 86_400_000;
    private static final long MINUTE_MILLIS = 60_000;
    /** Rows of one delivery on one day (UTC); what comes beyond is counted and gets no row. */
    private static final int MOST_A_DAY = 1_000;
    /** Rows of the pixel without a token in one minute. */
    private static final int MOST_ANONYMOUS_A_MINUTE = 1_000;

    /** How many are remembered where memory is no question. */
    private static final int MAX_REMEMBERED = 100_000;
    /** With its map entry and the counters of two kinds of events. */
    private static final int BYTES = 500;
    /** All that are remembered take this part of the heap at the most. */
    private static final int HEAP_PART = 8;

    private static final Kept[] NOTHING = {};

    public final long number;
    public final long campaign;
    /** Whose it is, 0 where that was not noted. */
    final long person;
    /** Whether that person does not want to be tracked. */
    public boolean isWithdrawn;

    private Kept[] kinds = NOTHING;

    /** A delivery's events of one kind: their counters, the row that came last (0 for none), and how many rows its day has. */
    public static final class Kept {
        public final KnownDelivery delivery;
        public final EventKind kind;
        public Tally tally = Tally.NONE;
        public long lastRow;
        public long day;
        public long rowsThatDay;
        public boolean isChanged;

        private Kept(KnownDelivery delivery, EventKind kind) {
            this.delivery = delivery;
            this.kind = kind;
        }

        public void addRow(long row, long onDay) {
            rowsThatDay = onDay == day ? rowsThatDay + 1 : 1;
            day = onDay;
            lastRow = row;
        }
    }

    public KnownDelivery(long number, long campaign, long person, boolean isWithdrawn) {
        this.number = number;
        this.campaign = campaign;
        this.person = person;
        this.isWithdrawn = isWithdrawn;
    }

    /** How many a writer remembers: as many as fit into an eighth of the heap, and no more than 100,000. */
    public static int maxRemembered() {
        return (int) Math.min(MAX_REMEMBERED, Runtime.getRuntime().maxMemory() / HEAP_PART / BYTES);
    }

    /** The pixel without a token. */
    public static KnownDelivery anonymous() {
        return new KnownDelivery(0, 0, 0, false);
    }

    /** Whether this is the pixel without a token, which is nobody's delivery. */
    public boolean isAnonymous() {
        return number == 0;
    }

    /** What it has of a kind, which may be nothing yet. */
    public Kept of(EventKind kind) {
        for (Kept one : kinds) {
            if (one.kind == kind) {
                return one;
            }
        }
        Kept added = new Kept(this, kind);
        Kept[] more = new Kept[kinds.length + 1];
        System.arraycopy(kinds, 0, more, 0, kinds.length);
        more[kinds.length] = added;
        kinds = more;
        return added;
    }

    /** The day (UTC) of an instant; for the pixel without a token its minute. */
    public long day(long millis) {
        return Math.floorDiv(millis, isAnonymous() ? MINUTE_MILLIS : DAY_MILLIS);
    }

    /** Whether it has its share of rows for the day, or the pixel without a token for the minute. */
    public boolean isFull(long day) {
        return rowsOn(day) >= (isAnonymous() ? MOST_ANONYMOUS_A_MINUTE : MOST_A_DAY);
    }

    /** Its rows of all kinds on a day, as far as that is the day of its last event. */
    private long rowsOn(long day) {
        long rows = 0;
        for (Kept one : kinds) {
            rows += one.day == day ? one.rowsThatDay : 0;
        }
        return rows;
    }
}
