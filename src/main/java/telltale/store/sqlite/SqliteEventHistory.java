package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.EventCursor;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.StoredEvent;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.RowMapping;

/**
 * The events of the embedded database by time. They are stored in the order of arrival, so a time is found by bisection
 * of their numbers, and no index is written with each event.
 */
final class SqliteEventHistory {
    /** How much later than its time an event may have been stored, or how far the clock may have been set back. */
    private static final Duration TOLERANCE = Duration.ofMinutes(15);

    private final Database database;

    SqliteEventHistory(Database database) {
        this.database = database;
    }

    /** The numbers of the events that may be on a page; empty if {@code first} is above {@code last}. */
    private record Range(long first, long last) {}

    EventPage page(Connection connection, EventQuery query) throws SQLException {
        Range range = afterCursor(range(connection, query), query);
        Range scanned = query.isOldestFirst()
                ? new Range(range.first, Math.min(range.last, range.first + EventQuery.MAX_SCANNED - 1))
                : new Range(Math.max(range.first, range.last - EventQuery.MAX_SCANNED + 1), range.last);
        EventPage page = page(connection, query, scanned);
        if (page.next() != null || scanned.equals(range)) {
            return page;
        }
        return new EventPage(page.events(), new EventCursor(query.isOldestFirst() ? scanned.last : scanned.first, 0));
    }

    private static Range range(Connection connection, EventQuery query) throws SQLException {
        Long first = number(connection, "select min(number) from events");
        Long last = number(connection, "select max(number) from events");
        if (first == null || last == null || last == 0) {
            return new Range(1, 0);
        }
        Range all = new Range(first, last);
        Instant from = query.from();
        Instant to = query.to();
        return new Range(
                from == null ? first : firstSince(connection, all, from.minus(TOLERANCE)),
                to == null ? last : firstSince(connection, all, to.plus(TOLERANCE)));
    }

    private static @Nullable Long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            return RowMapping.first(select);
        }
    }

    /** The number of the first event at or after a time, or the last number. */
    private static long firstSince(Connection connection, Range all, Instant time) throws SQLException {
        long low = all.first;
        long high = all.last;
        try (PreparedStatement select =
                connection.prepareStatement("select id_high from events where number >= ? order by number limit 1")) {
            while (low < high) {
                long middle = low + (high - low) / 2;
                select.setLong(1, middle);
                Long found = RowMapping.first(select);
                if (found != null && found >>> 16 < time.toEpochMilli()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        }
        return low;
    }

    private static Range afterCursor(Range range, EventQuery query) {
        EventCursor cursor = query.after();
        if (cursor == null) {
            return range;
        }
        return query.isOldestFirst()
                ? new Range(Math.max(range.first, cursor.high() + 1), range.last)
                : new Range(range.first, Math.min(range.last, cursor.high() - 1));
    }

    private EventPage page(Connection connection, EventQuery query, Range range) throws SQLException {
        String order = query.isOldestFirst() ? "asc" : "desc";
        List<StoredEvent> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("select e.number, e.id_high, e.id_low, "
                + EventTable.STORED_COLUMNS + " from events e " + EventTable.STORED_JOINS
                + " where e.number between ? and ? and e.kind = coalesce(?, e.kind) and k.name is coalesce(?, k.name)"
                + " order by e.number " + order)) {
            select.setLong(1, range.first);
            select.setLong(2, range.last);
            RowMapping.setLong(
                    select, 3, query.kind() == null ? null : (long) query.kind().number());
            select.setString(4, query.campaign());
            try (ResultSet row = select.executeQuery()) {
                long last = 0;
                while (row.next()) {
                    Optional<StoredEvent> stored =
                            EventTable.stored(database, new UUID(row.getLong(2), row.getLong(3)), row, 4);
                    if (stored.filter(query::includes).isEmpty()) {
                        continue;
                    }
                    if (found.size() == query.limit()) {
                        return new EventPage(found, new EventCursor(last, 0));
                    }
                    found.add(stored.get());
                    last = row.getLong(1);
                }
            }
        }
        return new EventPage(found, null);
    }
}
