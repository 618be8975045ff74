package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.EventCursor;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.StoredEvent;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;

/**
 * The events in PostgreSQL by time. The index by time has no order, so a page is read in windows of time that double as long
 * as they have few events: a page sorts few of them however dense the events are.
 */
final class PostgresEventHistory {
    private static final long FIRST_WINDOW_MILLIS = 1_000;

    private final Database database;

    PostgresEventHistory(Database database) {
        this.database = database;
    }

    EventPage page(Connection connection, EventQuery query) throws SQLException {
        return new Scan(connection, query).page();
    }

    /** The reading of one page. */
    private final class Scan {
        private final Connection connection;
        private final EventQuery query;
        private final List<StoredEvent> found = new ArrayList<>();
        private long scanned;
        private @Nullable UUID last;
        private @Nullable UUID lastFound;

        Scan(Connection connection, EventQuery query) {
            this.connection = connection;
            this.query = query;
        }

        EventPage page() throws SQLException {
            long begin = Math.max(0, begin());
            long end = Math.max(begin, end());
            long width = FIRST_WINDOW_MILLIS;
            for (long low = begin, high = end; low < high; width *= 2) {
                long edge = query.isOldestFirst() ? Math.min(high, low + width) : Math.max(low, high - width);
                boolean isRead = query.isOldestFirst() ? read(low, edge) : read(edge, high);
                if (!isRead) {
                    return new EventPage(found, cursor());
                }
                low = query.isOldestFirst() ? edge : low;
                high = query.isOldestFirst() ? high : edge;
            }
            return new EventPage(found, null);
        }

        private @Nullable EventCursor cursor() {
            UUID reached = found.size() == query.limit() ? lastFound : last;
            return reached == null ? null : EventCursor.of(reached);
        }

        private long begin() throws SQLException {
            EventCursor after = query.after();
            Instant from = query.from();
            long begin = from == null ? oldest() : from.toEpochMilli();
            return after != null && query.isOldestFirst() ? Math.max(begin, after.high() >>> 16) : begin;
        }

        private long end() throws SQLException {
            EventCursor after = query.after();
            Instant to = query.to();
            long end = to == null ? newest() : to.toEpochMilli();
            return after != null && !query.isOldestFirst() ? Math.min(end, (after.high() >>> 16) + 1) : end;
        }

        private long oldest() throws SQLException {
            List<PostgresPartitions.Week> weeks = PostgresPartitions.weeks(connection);
            long partition =
                    weeks.isEmpty() ? Long.MAX_VALUE : weeks.get(0).begin().toEpochMilli();
            return Math.min(partition, other("asc", Long.MAX_VALUE));
        }

        /** A time after all events: those of a node whose clock is ahead are in a partition that exists, or among the others. */
        private long newest() throws SQLException {
            List<PostgresPartitions.Week> weeks = PostgresPartitions.weeks(connection);
            long partition =
                    weeks.isEmpty() ? 0 : weeks.get(weeks.size() - 1).end().toEpochMilli();
            return Math.max(partition, other("desc", 0) + 1);
        }

        private long other(String order, long none) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(
                            "select id from events_others order by id " + order + " limit 1");
                    ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class).getMostSignificantBits() >>> 16 : none;
            }
        }

        /** Reads a window; false if the page ended before the window did. */
        private boolean read(long fromMillis, long toMillis) throws SQLException {
            long limit = Math.max(query.limit() + 1L, query.isFiltered() ? EventQuery.MAX_SCANNED / 4 : 0);
            long rows = 0;
            try (PreparedStatement select = connection.prepareStatement(select())) {
                select.setObject(1, PostgresPartitions.bound(Instant.ofEpochMilli(fromMillis)));
                select.setObject(2, PostgresPartitions.bound(Instant.ofEpochMilli(toMillis)));
                select.setObject(3, query.after() == null ? null : query.after().id());
                select.setLong(4, limit);
                for (ResultSet row = select.executeQuery(); row.next(); rows++) {
                    if (!take(row)) {
                        return false;
                    }
                }
            }
            return rows < limit && scanned < EventQuery.MAX_SCANNED;
        }

        private String select() {
            String order = query.isOldestFirst() ? "asc" : "desc";
            String follows = query.isOldestFirst() ? ">" : "<";
            String cursor = query.after() == null ? "coalesce(?::uuid, id) = id" : "id " + follows + " ?";
            return "select e.id, " + EventTable.STORED_COLUMNS
                    + " from (select * from events where id >= ? and id < ? and " + cursor + " order by id " + order
                    + " limit ?) e " + EventTable.STORED_JOINS + " order by e.id " + order;
        }

        /** Takes a row; false if the page is full without it. */
        private boolean take(ResultSet row) throws SQLException {
            UUID id = row.getObject(1, UUID.class);
            StoredEvent stored = EventTable.stored(database, id, row, 2)
                    .filter(query::includes)
                    .orElse(null);
            if (stored != null && found.size() == query.limit()) {
                return false;
            }
            scanned++;
            last = id;
            if (stored != null) {
                found.add(stored);
                lastFound = id;
            }
            return true;
        }
    }
}
