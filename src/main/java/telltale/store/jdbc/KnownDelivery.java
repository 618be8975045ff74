package telltale.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.MeasurementConsent;

/** A delivery in the cache of an event writer: its numbers, and its counters of each kind of event. */
public final class KnownDelivery {
    private static final long DAY_MILLIS = 86_400_000;
    private static final long MINUTE_MILLIS = 60_000;
    /** The maximum number of rows of a delivery on a day (UTC). Events beyond are only counted. */
    private static final int MAX_ROWS_PER_DAY = 1_000;
    /** The maximum number of rows of the pixel without a token in a minute. */
    private static final int MAX_ANONYMOUS_ROWS_PER_MINUTE = 1_000;

    /** The maximum size of the cache in a large heap. */
    private static final int MAX_CACHED = 100_000;
    /** The size of an entry with the counters of two kinds of events. */
    private static final int BYTES = 500;
    /** The divisor of the heap that the cache may take. */
    private static final int HEAP_DIVISOR = 8;

    private static final KindCounters[] NONE = {};

    public final long number;
    /** The series of its campaign and privacy profile. */
    final long series;
    /** The number of the recipient, 0 if unknown. */
    final long person;
    /** What the recipient allows. */
    private Permission permission;

    private KindCounters[] kinds = NONE;

    /** The counters of a delivery's events of one kind, with the number of rows on a day. */
    public static final class KindCounters {
        public final KnownDelivery delivery;
        public final EventKind kind;
        /** The time of the earliest event. */
        public @Nullable Instant first;
        /** The number of the last row, 0 for none; only in the embedded database. */
        public long lastRow;

        /** The events of the batch that is being stored. */
        @Nullable
        EventGroup group;

        public long day;
        public long rowsThatDay;

        private KindCounters(KnownDelivery delivery, EventKind kind) {
            this.delivery = delivery;
            this.kind = kind;
        }

        void addRow(long onDay) {
            rowsThatDay = onDay == day ? rowsThatDay + 1 : 1;
            day = onDay;
        }

        void addFirst(Instant at) {
            if (first == null || at.isBefore(first)) {
                first = at;
            }
        }
    }

    /**
     * What a person allows.
     *
     * @param isWithdrawn whether the person has opted out of all tracking, or may not be recorded for another reason
     */
    record Permission(boolean isWithdrawn, MeasurementConsent consent) {
        static final Permission UNKNOWN = new Permission(false, MeasurementConsent.NONE);

        /** Reads the four columns of a permission, from a position on. */
        static Permission read(ResultSet row, int first) throws SQLException {
            return new Permission(
                    row.getBoolean(first),
                    new MeasurementConsent(row.getLong(first + 1), row.getLong(first + 2), row.getBoolean(first + 3)));
        }
    }

    private KnownDelivery(long number, long series, long person, Permission permission) {
        this.number = number;
        this.series = series;
        this.person = person;
        this.permission = permission;
    }

    /** Reads the numbers of a delivery, its series and its recipient, and the permission, from a position on. */
    public static KnownDelivery read(ResultSet row, int first) throws SQLException {
        return new KnownDelivery(
                row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), Permission.read(row, first + 3));
    }

    void setPermission(Permission changed) {
        permission = changed;
    }

    /** Whether the recipient allows storing an event. */
    boolean allows(Event event) {
        return !permission.isWithdrawn()
                && permission
                        .consent()
                        .allows(event.profile(), event.kind(), event.at().toEpochMilli());
    }

    /** The maximum size of a cache: what fits into an eighth of the heap, and no more than 100,000. */
    static int maxCached() {
        return (int) Math.min(MAX_CACHED, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR / BYTES);
    }

    /** The pseudo delivery of the pixel without a token. */
    static KnownDelivery anonymous() {
        return new KnownDelivery(0, 0, 0, Permission.UNKNOWN);
    }

    /** Whether this is the pseudo delivery of the pixel without a token. */
    boolean isAnonymous() {
        return number == 0;
    }

    /** The counters of a kind of event, created if missing. */
    public KindCounters counters(EventKind kind) {
        for (KindCounters counters : kinds) {
            if (counters.kind == kind) {
                return counters;
            }
        }
        KindCounters added = new KindCounters(this, kind);
        KindCounters[] more = new KindCounters[kinds.length + 1];
        System.arraycopy(kinds, 0, more, 0, kinds.length);
        more[kinds.length] = added;
        kinds = more;
        return added;
    }

    /** The day (UTC) of a time; for the pixel without a token its minute. */
    long day(long millis) {
        return Math.floorDiv(millis, isAnonymous() ? MINUTE_MILLIS : DAY_MILLIS);
    }

    /** Whether it has the maximum number of rows for a day, or for a minute. */
    boolean isFull(long day) {
        return rowsOn(day) >= (isAnonymous() ? MAX_ANONYMOUS_ROWS_PER_MINUTE : MAX_ROWS_PER_DAY);
    }

    /** The number of rows of all kinds on a day, if that is the day of the last event. */
    private long rowsOn(long day) {
        long rows = 0;
        for (KindCounters counters : kinds) {
            rows += counters.day == day ? counters.rowsThatDay : 0;
        }
        return rows;
    }
}
