package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.store.Swept;

/**
 * Deletes old events. They lie by delivery and not by time, so a pass walks over all of them in steps of a fixed
 * length, each a transaction of its own: nobody waits longer for a step when there are more events.
 */
final class Retention {
    private static final int STEP = 2_000;

    private Position reached = Position.BEGIN;

    private record Position(long delivery, long high, long low) {
        static final Position BEGIN = new Position(-1, 0, 0);

        void bind(PreparedStatement statement, int from) throws SQLException {
            statement.setLong(from, delivery);
            statement.setLong(from + 1, high);
            statement.setLong(from + 2, low);
        }
    }

    Swept step(Connection connection, Instant cutoff) throws SQLException {
        long before = cutoff.toEpochMilli();
        Position from = reached;
        Position through = end(connection, from);
        if (through == null) {
            reached = Position.BEGIN;
            return new Swept(0, true);
        }
        noteCutoff(connection, before);
        noteRetired(connection, from, through, before << 16);
        int deleted = delete(connection, from, through, before << 16);
        reached = through;
        return new Swept(deleted, false);
    }

    /** The end of the time whose events were deleted; empty while none was. */
    Optional<Instant> eventsSince(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select events_before from retention where events_before > 0")) {
            return Optional.ofNullable(Rows.first(select)).map(Instant::ofEpochMilli);
        }
    }

    /** Where a step ends that begins after a position; null where no event is left. */
    private static @Nullable Position end(Connection connection, Position from) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select delivery, id_high, id_low from (
                    select delivery, id_high, id_low from events
                    where (delivery, id_high, id_low) > (?, ?, ?)
                    order by delivery, id_high, id_low limit ?)
                order by delivery desc, id_high desc, id_low desc limit 1""")) {
            from.bind(select, 1);
            select.setInt(4, STEP);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Position(row.getLong(1), row.getLong(2), row.getLong(3)) : null;
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

    /** The counters stay; they remember how many of their events have no row any more. */
    private static void noteRetired(Connection connection, Position from, Position through, long highBefore)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery_counters set retired = retired + old.rows
                from (select delivery, kind, count(*) as rows from events
                      where (delivery, id_high, id_low) > (?, ?, ?) and (delivery, id_high, id_low) <= (?, ?, ?)
                        and id_high < ?
                      group by delivery, kind) as old
                where delivery_counters.delivery = old.delivery and delivery_counters.kind = old.kind
                  and delivery_counters.class = 0""")) {
            from.bind(update, 1);
            through.bind(update, 4);
            update.setLong(7, highBefore);
            update.executeUpdate();
        }
    }

    private static int delete(Connection connection, Position from, Position through, long highBefore)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from events
                where (delivery, id_high, id_low) > (?, ?, ?) and (delivery, id_high, id_low) <= (?, ?, ?)
                  and id_high < ?""")) {
            from.bind(delete, 1);
            through.bind(delete, 4);
            delete.setLong(7, highBefore);
            return delete.executeUpdate();
        }
    }
}
