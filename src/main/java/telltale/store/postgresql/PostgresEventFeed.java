package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.EventFeed;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;
import telltale.store.StoredEvent;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventRow;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.RowMapping;

/** The feed in PostgreSQL: a row for each batch that a node stored, written in the transaction that stored its events. */
final class PostgresEventFeed implements EventFeed {
    private static final String NOW = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
    /** Rows of the feed that one step deletes of each source. */
    private static final int STEP = 500;

    private final Database database;

    PostgresEventFeed(Database database) {
        this.database = database;
    }

    /**
     * Adds a batch to the feed and stores the position reached in its spool, whose row the caller has locked.
     *
     * @param rows the events that were stored
     */
    static void add(Connection connection, UUID spool, long through, List<EventRow> rows) throws SQLException {
        String advance = "update replays set through = ?, feed = feed + ? where spool = ?";
        String sql = rows.isEmpty()
                ? advance
                : "with source as (" + advance + " returning number, feed)"
                        + " insert into feed (source, number, at, deliveries, ids) select number, feed, " + NOW
                        + ", ?::bigint[], ?::uuid[] from source";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, through);
            statement.setInt(2, rows.isEmpty() ? 0 : 1);
            statement.setObject(3, spool);
            if (!rows.isEmpty()) {
                PostgresRows.setArray(connection, statement, 4, "int8", rows, row -> row.counters().delivery.number);
                PostgresRows.setArray(
                        connection,
                        statement,
                        5,
                        "uuid",
                        rows,
                        row -> row.event().id());
            }
            statement.executeUpdate();
        }
    }

    /**
     * A source of the feed.
     *
     * @param last the number of its last batch
     * @param first the number of its first batch that is kept, or the one after the last
     */
    private record Source(int number, long last, long first) {
        boolean isKept() {
            return first <= last;
        }
    }

    @Override
    public FeedPosition end() {
        return database.readConsistently("reading the end of the feed", connection -> {
            TreeMap<Integer, Mark> marks = new TreeMap<>();
            sources(connection).stream()
                    .filter(Source::isKept)
                    .forEach(source -> marks.put(source.number, new Mark(source.last, 0)));
            return new FeedPosition(now(connection), marks);
        });
    }

    private static Instant now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + NOW)) {
            Long millis = RowMapping.first(select);
            return Instant.ofEpochMilli(millis == null ? 0 : millis);
        }
    }

    private static List<Source> sources(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select r.number, r.feed, coalesce(
                    (select f.number from feed f where f.source = r.number order by f.number limit 1), r.feed + 1)
                from replays r where r.feed > 0 order by r.number""")) {
            return RowMapping.all(select, row -> new Source(row.getInt(1), row.getLong(2), row.getLong(3)));
        }
    }

    @Override
    public FeedChunk after(FeedPosition position, @Nullable FeedPosition until, int limit) {
        return database.readConsistently(
                "reading the feed", connection -> new Reading(connection, position, until, limit).chunk());
    }

    /** The reading of one chunk. */
    private final class Reading {
        private final Connection connection;
        private final @Nullable FeedPosition until;
        private final int limit;
        private final Instant before;
        private final List<FeedChunk.Entry> entries = new ArrayList<>();
        private FeedPosition reached;
        private int rows;
        private boolean isReset;

        Reading(Connection connection, FeedPosition position, @Nullable FeedPosition until, int limit)
                throws SQLException {
            this.connection = connection;
            this.until = until;
            this.limit = limit;
            this.before = position.at();
            this.reached = new FeedPosition(now(connection), position.marks());
        }

        FeedChunk chunk() throws SQLException {
            for (Source source : sources(connection)) {
                Mark end = until == null ? new Mark(source.last, 0) : until.mark(source.number);
                Mark start = start(source);
                if (rows < limit && start.compareTo(end) < 0) {
                    reached = reached.with(source.number, start);
                    read(source.number, start, end);
                }
            }
            return new FeedChunk(entries, reached, isReset, rows == limit);
        }

        /** The mark at which reading a source begins; notes if batches before it are missing. */
        private Mark start(Source source) {
            Mark mark = reached.marks().get(source.number);
            Mark oldest = new Mark(source.first - 1, 0);
            if (mark == null) {
                // It was left out of the position because nothing of it was kept, unless the position is old.
                isReset |= source.first > 1 && before.isBefore(reached.at().minus(RETENTION));
                return oldest;
            }
            if (mark.batch() + 1 < source.first || mark.batch() > source.last) {
                isReset = true;
                return oldest;
            }
            return mark;
        }

        private void read(int source, Mark start, Mark end) throws SQLException {
            try (PreparedStatement select =
                    connection.prepareStatement("""
                    select u.number, u.position, u.size, u.id, %s
                    from (select f.number, u.position, cardinality(f.ids) as size, u.delivery, u.id
                          from (select number, deliveries, ids from feed
                                where source = ? and number > ? and number <= ? order by number limit ?) f
                          cross join lateral unnest(f.deliveries, f.ids) with ordinality as u (delivery, id, position)
                          where (f.number, u.position) > (?, ?) and (f.number, u.position) <= (?, ?)
                          order by f.number, u.position limit ?) u
                    left join events e on e.delivery = u.delivery and e.id = u.id %s
                    order by u.number, u.position""".formatted(EventTable.STORED_COLUMNS, EventTable.STORED_JOINS))) {
                select.setInt(1, source);
                select.setLong(2, start.batch());
                select.setLong(3, end.batch() + 1);
                select.setInt(4, limit + 1);
                select.setLong(5, start.batch() + 1);
                select.setLong(6, start.events());
                select.setLong(7, end.batch() + 1);
                select.setLong(8, end.events());
                select.setInt(9, limit - rows);
                try (ResultSet row = select.executeQuery()) {
                    for (; row.next(); rows++) {
                        take(source, row);
                    }
                }
            }
        }

        private void take(int source, ResultSet row) throws SQLException {
            long batch = row.getLong(1);
            int position = row.getInt(2);
            boolean isLast = position == row.getInt(3);
            reached = reached.with(source, isLast ? new Mark(batch, 0) : new Mark(batch - 1, position));
            Optional<StoredEvent> stored = EventTable.stored(database, row.getObject(4, UUID.class), row, 5);
            stored.ifPresent(event -> entries.add(new FeedChunk.Entry(event, source, reached)));
        }
    }

    @Override
    public int deleteOld() {
        return database.write("deleting old entries of the feed", connection -> {
            long before = now(connection).minus(RETENTION).toEpochMilli();
            int deleted = 0;
            try (PreparedStatement delete = connection.prepareStatement("""
                    delete from feed where source = ? and number in (
                        select number from (select number, at from feed where source = ? order by number limit ?) oldest
                        where at < ?)""")) {
                for (Source source : sources(connection)) {
                    delete.setInt(1, source.number);
                    delete.setInt(2, source.number);
                    delete.setInt(3, STEP);
                    delete.setLong(4, before);
                    deleted += delete.executeUpdate();
                }
            }
            return deleted;
        });
    }
}
