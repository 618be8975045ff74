package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import telltale.store.PurgeResult;
import telltale.store.jdbc.RowMapping;
import telltale.store.postgresql.PostgresPartitions.Week;

/**
 * The deletion of old events. The partition of a week is dropped when its last event is old; until then, its old events
 * are hidden. The number of deleted events of each delivery is stored in a table of its own, so that nothing waits for
 * locks on counters.
 */
final class PostgresRetention {
    private static final int STEP = 2_000;

    private PostgresRetention() {}

    /** Drops the oldest old partition, or deletes some old events outside of weekly partitions. */
    static PurgeResult step(Connection connection, Instant cutoff) throws SQLException {
        PostgresPartitions.createAhead(connection, cutoff);
        storeCutoff(connection, cutoff);
        Optional<Week> old = PostgresPartitions.weeks(connection).stream()
                .filter(week -> !week.end().isAfter(cutoff))
                .findFirst();
        if (old.isPresent()) {
            return new PurgeResult(drop(connection, old.get()), false);
        }
        int deleted = deleteOthers(connection, cutoff);
        return new PurgeResult(deleted, deleted == 0);
    }

    private static void storeCutoff(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update retention set events_before = ? where events_before < ? and exists (select from events)")) {
            update.setLong(1, cutoff.toEpochMilli());
            update.setLong(2, cutoff.toEpochMilli());
            update.executeUpdate();
        }
    }

    /** Drops a partition, locked so that no event is added between counting and dropping. */
    private static int drop(Connection connection, Week week) throws SQLException {
        PostgresDatabase.execute(connection, "set local statement_timeout to 0");
        PostgresDatabase.execute(connection, "lock table " + week.table() + " in share mode");
        int events;
        try (PreparedStatement note = connection.prepareStatement("""
                with gone as (
                    insert into retired (delivery, kind, rows)
                    select delivery, kind, count(*) from %s group by delivery, kind returning rows)
                select coalesce(sum(rows), 0) from gone""".formatted(week.table()))) {
            Long sum = RowMapping.first(note);
            events = sum == null ? 0 : Math.toIntExact(sum);
        }
        PostgresDatabase.execute(connection, "drop table " + week.table());
        return events;
    }

    private static int deleteOthers(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                with old as (
                    delete from events_others
                    where id in (select id from events_others where id < ? order by id limit ?)
                    returning delivery, kind),
                gone as (
                    insert into retired (delivery, kind, rows)
                    select delivery, kind, count(*) from old group by delivery, kind returning rows)
                select coalesce(sum(rows), 0) from gone""")) {
            delete.setObject(1, PostgresPartitions.bound(cutoff));
            delete.setInt(2, STEP);
            Long sum = RowMapping.first(delete);
            return sum == null ? 0 : Math.toIntExact(sum);
        }
    }
}
