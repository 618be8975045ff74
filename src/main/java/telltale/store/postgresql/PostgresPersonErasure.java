package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.PersonErasure;

/** The erasure of a person's events in PostgreSQL, where other nodes may be storing more of them. */
final class PostgresPersonErasure {
    /** The advisory lock that is shared by transactions that store events, and exclusive to one that erases or changes preferences. */
    private static final long LOCK = 0x7e117a1e_0e7a5e00L;

    /** The advisory lock by which an erasure and a step of compaction or deletion wait for each other. */
    private static final long ERASURE = 0x7e117a1e_0e7a5e01L;

    private PostgresPersonErasure() {}

    /** Keeps erasures, and the deletion and compaction of old events, waiting until the end of this transaction, which is one of them. */
    static void holdRetention(Connection connection) throws SQLException {
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock(" + ERASURE + ")");
    }

    /** Keeps erasures and changes of preferences waiting until the end of this transaction. */
    static void lockOut(Connection connection) throws SQLException {
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock_shared(" + LOCK + ")");
    }

    /** Waits for transactions that store events, and keeps new ones waiting until the end of this transaction. */
    static void holdStoring(Connection connection) throws SQLException {
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
    }

    /** Deletes and returns a person's events, with those of summaries. */
    static List<PersonErasure.ErasedEvent> erase(Connection connection, long person) throws SQLException {
        PersonErasure.run(
                connection,
                "delete from retired where delivery in (select number from deliveries where person = ?)",
                person);
        List<PersonErasure.ErasedEvent> erased =
                PersonErasure.summarized(connection, person, " and s.span @> d.number");
        PostgresSummaries.erase(connection, person);
        try (PreparedStatement delete = connection.prepareStatement(
                """
                with gone as (
                    delete from events where delivery in (select number from deliveries where person = ?)
                    returning delivery, kind, %s as millis)
                select %s, gone.kind, gone.millis
                from gone join deliveries d on d.number = gone.delivery""".formatted(PostgresSummaries.MILLIS.formatted("id"), CampaignSeries.OF_DELIVERY))) {
            delete.setLong(1, person);
            erased.addAll(PersonErasure.readErased(delete));
            return erased;
        }
    }
}
