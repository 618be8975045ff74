package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.store.PurgeResult;

/**
 * Deletes old events. They lie in the order in which they arrived, so a pass begins at the first and ends at the first
 * step in which nothing is old; each step is a transaction of its own.
 */
final class SqliteRetention {
    private static final int STEP = 2_000;

    private long reached;

    PurgeResult step(Connection connection, Instant cutoff) throws SQLException {
        long before = cutoff.toEpochMilli();
        Long through = end(connection);
        if (through == null) {
            reached = 0;
            return new PurgeResult(0, true);
        }
        noteCutoff(connection, before);
        noteRetired(connection, through, before << 16);
        int deleted = delete(connection, through, before << 16);
        noteDeleted(connection, through);
        reached = deleted == 0 ? 0 : through;
        return new PurgeResult(deleted, deleted == 0);
    }

    /** The number of the last event of the step that comes now; null where no event is left. */
    private @Nullable Long end(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select max(number) from (select number from events where number > ? order by number limit ?)")) {
            select.setLong(1, reached);
            select.setInt(2, STEP);
            try (ResultSet row = select.executeQuery()) {
                long through = row.next() ? row.getLong(1) : 0;
                return row.wasNull() ? null : through;
            }
        }
    }

    private static void noteCutoff(Connection connection, long before) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update retention set events_before = max(events_before, ?)")) {
            update.setLong(1, before);
            update.executeUpdate();
        }
    }

    private static void noteDeleted(Connection connection, long through) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update retention set deleted_through = max(deleted_through, ?)")) {
            update.setLong(1, through);
            update.executeUpdate();
        }
    }

    /** The counters stay; they remember how many of their events have no row any more. */
    private void noteRetired(Connection connection, long through, long highBefore) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery_counters set retired = retired + old.rows
                from (select delivery, kind, count(*) as rows from events
                      where number > ? and number <= ? and id_high < ? group by delivery, kind) as old
                where delivery_counters.delivery = old.delivery and delivery_counters.kind = old.kind""")) {
            bind(update, through, highBefore);
            update.executeUpdate();
        }
    }

    private int delete(Connection connection, long through, long highBefore) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from events where number > ? and number <= ? and id_high < ?")) {
            bind(delete, through, highBefore);
            return delete.executeUpdate();
        }
    }

    private void bind(PreparedStatement statement, long through, long highBefore) throws SQLException {
        statement.setLong(1, reached);
        statement.setLong(2, through);
        statement.setLong(3, highBefore);
    }
}
