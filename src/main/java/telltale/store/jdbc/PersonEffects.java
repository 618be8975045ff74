package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.store.PersonCopies.Effect;

/** The effects of bounces and reports in a further database until the first one has them, in transactions of the caller. */
final class PersonEffects {
    /** Adds nothing in a database that is not a further one. */
    private static final Sql ADD = Sql.of("""
            insert into person_effects (at, until, report, hash, masked, scope, topic, reason)
            select cast(:at as bigint), cast(:until as bigint), cast(:report as uuid), cast(:hash as bytea),
                cast(:masked as text), cast(:scope as text), cast(:topic as text), cast(:reason as text)
            from shard_self""");

    private static final String SELECT =
            "select at, until, report, hash, masked, scope, topic, reason from person_effects ";
    private static final Sql OLDEST = Sql.of(SELECT + "order by number limit :limit for update");
    private static final Sql OF_PERSON = Sql.of(SELECT + "where hash = :hash order by number");
    private static final Sql DELETE = Sql.of("delete from person_effects where number in"
            + " (select number from person_effects order by number limit :limit)");

    private final Database database;

    PersonEffects(Database database) {
        this.database = database;
    }

    /** Adds effects if the database is a further one. */
    void add(Connection connection, List<Effect> effects) throws SQLException {
        ADD.batch(connection, database, effects, (insert, effect) -> {
            Suppression one = effect.suppression();
            insert.bind("at", one == null ? 0L : one.at().toEpochMilli())
                    .bind("until", one == null ? null : one.until())
                    .bindNullable("report", one == null ? effect.lifted() : one.report())
                    .bind("hash", effect.person().toBytes())
                    .bind("masked", effect.masked())
                    .bind("scope", one == null ? null : one.scope().wireName())
                    .bind("topic", one == null ? null : one.topic())
                    .bind("reason", one == null ? null : one.reason());
        });
    }

    /** Locks and returns the oldest effects. */
    List<Effect> oldest(Connection connection, int limit) throws SQLException {
        return OLDEST.on(connection, database).bind("limit", limit).all(PersonEffects::effect);
    }

    /** The effects about a person, in order. */
    List<Effect> of(Connection connection, PersonKey person) throws SQLException {
        return OF_PERSON.on(connection, database).bind("hash", person.toBytes()).all(PersonEffects::effect);
    }

    /** Deletes the oldest effects. */
    void delete(Connection connection, int count) throws SQLException {
        DELETE.on(connection, database).bind("limit", count).update();
    }

    private static Effect effect(Row row) throws SQLException {
        String scope = row.nullableText("scope");
        UUID report = row.nullableId("report");
        return new Effect(
                PersonKey.ofBytes(row.bytes("hash")),
                row.text("masked"),
                suppression(row, scope, report),
                scope == null ? report : null);
    }

    private static @Nullable Suppression suppression(Row row, @Nullable String scope, @Nullable UUID report)
            throws SQLException {
        return scope == null
                ? null
                : new Suppression(
                        Suppression.Scope.ofWireName(scope),
                        row.nullableText("topic"),
                        row.text("reason"),
                        row.instant("at"),
                        row.nullableInstant("until"),
                        report);
    }
}
