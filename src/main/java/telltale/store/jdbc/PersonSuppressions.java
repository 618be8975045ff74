package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import telltale.model.PersonKey;
import telltale.model.Suppression;

/** The suppressions of bulk mail or of all mail, at most one for each person, in transactions of the caller. */
final class PersonSuppressions {
    private static final Sql SUPPRESS = Sql.of("""
            update persons set suppressed = :scope, reason = :reason, suppressed_at = :at, suppressed_until = :until,
                suppressed_by = :report
            where number = :person and (suppressed is null
                or (suppressed_until is not null and :until is null)
                or ((suppressed_until is not null or :until is null) and suppressed = 'bulk'
                    and (:scope = 'all' or (reason = 'unsubscribed' and :reason <> 'unsubscribed'))))""");
    private static final String UNSUPPRESS =
            "update persons set suppressed = null, reason = null, suppressed_at = null,"
                    + " suppressed_until = null, suppressed_by = null where ";
    private static final Sql RELEASE = Sql.of(UNSUPPRESS + "hash = :hash and suppressed is not null");
    private static final Sql RESUBSCRIBE =
            Sql.of(UNSUPPRESS + "number = :person and suppressed = 'bulk' and reason = 'unsubscribed'");
    private static final Sql LIFT = Sql.of(UNSUPPRESS + "number = :person and suppressed_by = :report");

    private final Database database;
    private final Sql releaseExpired;

    /**
     * @param skipLocked the clause that skips rows locked by other transactions
     */
    PersonSuppressions(Database database, String skipLocked) {
        this.database = database;
        this.releaseExpired = Sql.of(UNSUPPRESS + "number in (select number from persons where suppressed_until <= :now"
                + " order by suppressed_until limit :limit" + skipLocked + ")");
    }

    /** Suppresses a person by the rules of {@link telltale.store.Persons}, and returns the number of changes. */
    int suppress(Connection connection, long person, Suppression suppression) throws SQLException {
        return SUPPRESS.on(connection, database)
                .bind("person", person)
                .bind("scope", suppression.scope().wireName())
                .bind("reason", suppression.reason())
                .bind("at", suppression.at())
                .bind("until", suppression.until())
                .bindNullable("report", suppression.report())
                .update();
    }

    /** Removes the suppression of a person; false if there was none. */
    boolean release(Connection connection, PersonKey key) throws SQLException {
        return RELEASE.on(connection, database).bind("hash", key.toBytes()).update() == 1;
    }

    /** Removes the suppression by which a person unsubscribed from bulk mail. */
    void resubscribe(Connection connection, long person) throws SQLException {
        RESUBSCRIBE.on(connection, database).bind("person", person).update();
    }

    /** Removes the suppression that follows from a report; false if there was none. */
    boolean lift(Connection connection, long person, UUID report) throws SQLException {
        return LIFT.on(connection, database)
                        .bind("person", person)
                        .bind("report", report)
                        .update()
                == 1;
    }

    /** Removes suppressions that have ended by themselves, and returns their number. */
    int releaseExpired(Connection connection, Instant now, int limit) throws SQLException {
        return releaseExpired
                .on(connection, database)
                .bind("now", now)
                .bind("limit", limit)
                .update();
    }
}
