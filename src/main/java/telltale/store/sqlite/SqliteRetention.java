package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.store.PurgeResult;

/**
 * The compaction or the deletion of old events. They are stored in the order of arrival, so a pass begins at the first event
 * and ends with the first step that deletes nothing. Each step is a transaction of its own.
 */
final class SqliteRetention {
    private static final int STEP = 2_000;

    /** The old events of a step that a pass deletes. */
    private static final String OLD = "number > ? and number <= ? and id_high < ?";

    private static final String REDUCED = " and client in (select number from clients where verdict <> '')";

    private final String old;
    private final boolean isCompaction;
    private long reached;

    /** @param isCompaction whether events are summarized; only those whose verdicts are final are deleted then */
    SqliteRetention(boolean isCompaction) {
        this.isCompaction = isCompaction;
        this.old = OLD + (isCompaction ? REDUCED : "");
    }

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
        if (isCompaction) {
            summarize(connection, through, before << 16);
        } else {
            storeCutoff(connection, before);
        }
        countRetired(connection, through, before << 16);
        int deleted = delete(connection, through, before << 16);
        storePosition(connection, through);
        reached = deleted == 0 ? 0 : through;
        return new PurgeResult(deleted, deleted == 0);
    }

    /** Deletes some of the summaries of events before a time. */
    static PurgeResult deleteSummaries(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from summaries where (delivery, kind, link, client, quarter, class) in (
                    select delivery, kind, link, client, quarter, class from summaries where last_at < ? limit ?)""")) {
            delete.setLong(1, cutoff.toEpochMilli());
            delete.setInt(2, STEP);
            int deleted = delete.executeUpdate();
            if (deleted > 0) {
                storeCutoff(connection, cutoff.toEpochMilli());
            }
            return new PurgeResult(deleted, deleted == 0);
        }
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

    private void summarize(Connection connection, long through, long highBefore) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("""
                insert into summaries (delivery, kind, link, client, quarter, class, events, first_at, last_at)
                select e.delivery, e.kind, coalesce(e.link, 0), e.client, (e.id_high >> 16) / 900000, coalesce(c.class, 0),
                    count(*), min(e.id_high >> 16), max(e.id_high >> 16)
                from (select * from events where %s) as e
                    left join corrections c on c.event = %s
                where true group by 1, 2, 3, 4, 5, 6
                on conflict do update set events = events + excluded.events,
                    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)""".formatted(old, "unhex(printf('%016x%016x', e.id_high, e.id_low))"))) {
            bind(insert, through, highBefore);
            insert.executeUpdate();
        }
    }

    /** Adds to the number of events whose rows were deleted. The counters stay. */
    private void countRetired(Connection connection, long through, long highBefore) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery_counters set retired = retired + old.rows
                from (select delivery, kind, count(*) as rows from events where %s group by delivery, kind) as old
                where delivery_counters.delivery = old.delivery and delivery_counters.kind = old.kind""".formatted(old))) {
            bind(update, through, highBefore);
            update.executeUpdate();
        }
    }

    private int delete(Connection connection, long through, long highBefore) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from events where " + old)) {
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
