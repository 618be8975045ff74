package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import telltale.store.jdbc.PersonErasure;

/** Takes a person's events away in PostgreSQL, where other nodes may be about to store more of them. */
final class PostgresPersonErasure {
    /** Held by all who store events together, and by who erases alone. */
    private static final long LOCK = 0x7e117a1e_0e7a5e00L;

    private PostgresPersonErasure() {}

    /** Keeps those who erase out until the end of this transaction. */
    static void keepOut(Connection connection) throws SQLException {
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock_shared(" + LOCK + ")");
    }

    /** Waits for those who store, and lets no more of them begin until the end of this transaction. */
    static void begin(Connection connection) throws SQLException {
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock(" + LOCK + ")");
    }

    /** The first 48 bits of an identifier are milliseconds since 1970 (RFC 9562 section 5.7). */
    static List<PersonErasure.Gone> erase(Connection connection, long person) throws SQLException {
        PersonErasure.run(
                connection,
                "delete from retired where delivery in (select number from deliveries where person = ?)",
                person);
        try (PreparedStatement delete = connection.prepareStatement("""
                with gone as (
                    delete from events where delivery in (select number from deliveries where person = ?)
                    returning delivery, kind, ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint as millis)
                select coalesce(d.campaign, 0), gone.kind, gone.millis
                from gone join deliveries d on d.number = gone.delivery""")) {
            delete.setLong(1, person);
            return PersonErasure.readGone(delete);
        }
    }
}
