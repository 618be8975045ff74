package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.EventFeed;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.RowMapping;

/**
 * The feed of the embedded database: its events themselves, whose numbers are given in the order of storing. Each number
 * is a batch of its own, and entries stay as long as events do.
 */
final class SqliteEventFeed implements EventFeed {
    /** The only source, since one process writes. */
    private static final int SOURCE = 0;

    private final Database database;

    SqliteEventFeed(Database database) {
        this.database = database;
    }

    @Override
    public FeedPosition end() {
        return database.read("reading the end of the feed", connection -> position(last(connection)));
    }

    private static FeedPosition position(long number) {
        return FeedPosition.of(SOURCE, new Mark(number, 0));
    }

    private static long last(Connection connection) throws SQLException {
        return number(
                connection,
                "select max(coalesce((select max(number) from events), 0), deleted_through) from retention");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Long found = RowMapping.first(select);
            return found == null ? 0 : found;
        }
    }

    @Override
    public FeedChunk after(FeedPosition position, @Nullable FeedPosition until, int limit) {
        return database.readConsistently("reading the feed", connection -> {
            long last = last(connection);
            long kept = number(connection, "select deleted_through from retention");
            long from = position.mark(SOURCE).batch();
            boolean isOfAnother = position.marks().keySet().stream().anyMatch(source -> source != SOURCE);
            boolean isReset = isOfAnother || from < kept || from > last;
            long end = until == null ? last : Math.min(last, until.mark(SOURCE).batch());
            return read(connection, isReset ? Math.min(kept, last) : from, end, limit, isReset);
        });
    }

    private FeedChunk read(Connection connection, long from, long end, int limit, boolean isReset) throws SQLException {
        List<FeedChunk.Entry> entries = new ArrayList<>();
        long reached = Math.max(from, end);
        int rows = 0;
        try (PreparedStatement select = connection.prepareStatement("select e.number, e.id_high, e.id_low, "
                + EventTable.STORED_COLUMNS + " from events e " + EventTable.STORED_JOINS
                + " where e.number > ? and e.number <= ? order by e.number limit ?")) {
            select.setLong(1, from);
            select.setLong(2, end);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                for (; row.next(); rows++) {
                    long number = row.getLong(1);
                    EventTable.stored(database, new UUID(row.getLong(2), row.getLong(3)), row, 4)
                            .ifPresent(stored -> entries.add(new FeedChunk.Entry(stored, SOURCE, position(number))));
                    reached = rows + 1 == limit ? number : reached;
                }
            }
        }
        return new FeedChunk(entries, position(reached), isReset, rows == limit);
    }

    /** Nothing: the feed is the events. */
    @Override
    public int deleteOld() {
        return 0;
    }
}
