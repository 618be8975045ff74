package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.store.PurgeResult;

/**
 * The deletion of old events. They are stored in the order of arrival, so a pass begins at the first event and ends with
 * the first step that deletes nothing. Each step is a transaction of its own.
 */
final class SqliteRetention {
    private static final int STEP = 2_000;

    private long reached;

    /** Begins the pass again, after a rollback of a step. */
    void restart() {
        reached = 0;
    }

    /** Runs the next step of a pass. */
    PurgeResult step(Connection connection, Instant cutoff) throws SQLException {
        long before = cutoff.toEpochMilli();
        Long through = end(connection);
        if (through == null) {
            reached = 0;
            return new PurgeResult(0, true);
        }
        storeCutoff(connection, before);
        countRetired(connection, through, before << 16);
        int deleted = delete(connection, through, before << 16);
        storePosition(connection, through);
        reached = deleted == 0 ? 0 : through;
        return new PurgeResult(deleted, deleted == 0);
    }

    /** The number of the last event of the next step; null if no event is left. */
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

    private static void storeCutoff(Connection connection, long before) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update retention set events_before = max(events_before, ?)")) {
            update.setLong(1, before);
            update.executeUpdate();
        }
    }

    private static void storePosition(Connection connection, long through) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update retention set deleted_through = max(deleted_through, ?)")) {
            update.setLong(1, through);
            update.executeUpdate();
        }
    }

    /** Adds to the number of events whose rows were deleted. The counters stay. */
    private void countRetired(Connection connection, long through, long highBefore) throws SQLException {
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
