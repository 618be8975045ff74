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
 * The compaction and the deletion of old events. When the last event of a week is old, its partition is dropped in the
 * transaction that stores what is left of its events. Nothing waits for locks on counters.
 */
final class PostgresRetention {
    private static final int STEP = 2_000;

    /** Some old events outside of weekly partitions, without a row from then on. */
    private static final String OTHERS = """
            old as (
                delete from events_others
                where id in (
                    select e.id from events_others e join clients c on c.number = e.client
                    where e.id < ? and %s order by e.id limit ?)
                returning delivery, kind, link, client, id),
            """;

    private PostgresRetention() {}

    /** Drops the oldest old partition, or deletes some old events outside of weekly partitions; then details of summaries. */
    static PurgeResult delete(Connection connection, Instant cutoff) throws SQLException {
        PostgresPersonErasure.holdRetention(connection);
        PostgresPartitions.createAhead(connection, cutoff);
        storeCutoff(connection, cutoff);
        Optional<Week> old = oldest(connection, cutoff);
        int deleted = old.isPresent() ? drop(connection, old.get(), false) : others(connection, cutoff, false);
        return new PurgeResult(deleted, old.isEmpty() && deleted == 0);
    }

    /** Compacts the oldest old partition, or some old events outside of weekly partitions, once their verdicts are final. */
    static PurgeResult compact(Connection connection, Instant cutoff) throws SQLException {
        PostgresPersonErasure.holdRetention(connection);
        Optional<Week> old = oldest(connection, cutoff);
        if (old.isPresent()
                && PostgresSummaries.areReduced(connection, old.get().end())) {
            return new PurgeResult(drop(connection, old.get(), true), false);
        }
        int compacted = others(connection, cutoff, true);
        return new PurgeResult(compacted, compacted == 0);
    }

    private static Optional<Week> oldest(Connection connection, Instant cutoff) throws SQLException {
        return PostgresPartitions.weeks(connection).stream()
                .filter(week -> !week.end().isAfter(cutoff))
                .findFirst();
    }

    private static void storeCutoff(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update retention set events_before = ?
                where events_before < ? and (exists (select from events) or exists (select from summary_blocks))""")) {
            update.setLong(1, cutoff.toEpochMilli());
            update.setLong(2, cutoff.toEpochMilli());
            update.executeUpdate();
        }
    }

    /** Drops a partition, locked so that no event is added between counting and dropping. It may take long. */
    private static int drop(Connection connection, Week week, boolean isDetailed) throws SQLException {
        return PostgresDatabase.withLongTimeout(connection, same -> {
            PostgresDatabase.execute(same, "set local statement_timeout to 0");
            PostgresDatabase.execute(same, "lock table " + week.table() + " in share mode");
            int events;
            try (PreparedStatement store =
                    same.prepareStatement(PostgresSummaries.store("", week.table(), isDetailed))) {
                events = number(store);
            }
            PostgresDatabase.execute(same, "drop table " + week.table());
            return events;
        });
    }

    private static int others(Connection connection, Instant cutoff, boolean isDetailed) throws SQLException {
        String old = OTHERS.formatted(isDetailed ? "c.verdict <> ''" : "true");
        try (PreparedStatement store = connection.prepareStatement(PostgresSummaries.store(old, "old", isDetailed))) {
            store.setObject(1, PostgresPartitions.bound(cutoff));
            store.setInt(2, STEP);
            return number(store);
        }
    }

    private static int number(PreparedStatement select) throws SQLException {
        Long number = RowMapping.first(select);
        return number == null ? 0 : Math.toIntExact(number);
    }
}
