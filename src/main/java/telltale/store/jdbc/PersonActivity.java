package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.PersonActivities;

/**
 * The date of the last open of each person under the profile hygiene: one date, which each later one overwrites. Only the
 * search for inactive persons and the export of a person's data read it.
 */
final class PersonActivity implements PersonActivities {
    /** A decision that was stored meanwhile holds, also one that this transaction has not seen. */
    private static final String STORE = """
            update persons set active_on = ? where number = ? and (active_on is null or active_on < ?)
                and withdrawn_at is null and restricted_at is null and hygiene_denied = 0""";

    private static final Sql OF_PERSON = Sql.of("select active_on from persons where hash = :hash");
    /** Without a pixel, silence says nothing: those who objected got none. Restricted data is not used. */
    private static final Sql INACTIVE = Sql.of("""
            select p.hash, (select max(d.recipient) from deliveries d where d.number = (
                select max(l.number) from deliveries l where l.person = p.number and l.profile = 3)) as recipient
            from persons p
            where p.hash > :after and p.withdrawn_at is null and p.restricted_at is null and p.hygiene_denied = 0
                and (p.active_on is null or p.active_on < :day)
                and exists (select 1 from deliveries d where d.person = p.number and d.profile = 3 and d.pixel = 1
                    and d.accepted_at >= :since and d.bounced_at is null)
            order by p.hash limit :limit""");

    private static final Sql FORGET =
            Sql.of("update persons set active_on = null where active_on is not null and active_on < :day");

    private final Database database;
    private final JdbcPersons persons;

    PersonActivity(Database database, JdbcPersons persons) {
        this.database = database;
        this.persons = persons;
    }

    /** Stores days since 1970 by the numbers of persons, each unless a later one is stored. */
    static void store(Connection connection, SortedMap<Long, Long> days) throws SQLException {
        if (days.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(STORE)) {
            for (Map.Entry<Long, Long> entry : days.entrySet()) {
                update.setLong(1, entry.getValue());
                update.setLong(2, entry.getKey());
                update.setLong(3, entry.getValue());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    @Override
    public Optional<LocalDate> of(EmailAddress address) {
        return database.read(
                        "reading the activity of a person",
                        connection -> OF_PERSON
                                .on(connection, database)
                                .bind("hash", persons.key(address).toBytes())
                                .first(row -> row.number("active_on")))
                .filter(day -> day > 0)
                .map(LocalDate::ofEpochDay);
    }

    @Override
    public List<Inactive> inactive(LocalDate since, @Nullable PersonKey after, int limit) {
        return database.read(
                "looking for inactive persons",
                connection -> INACTIVE.on(connection, database)
                        .bind("after", after == null ? new byte[0] : after.toBytes())
                        .bind("day", since.toEpochDay())
                        .bind("since", since.atStartOfDay(ZoneOffset.UTC).toInstant())
                        .bind("limit", limit)
                        .all(row -> new Inactive(
                                PersonKey.ofBytes(row.bytes("hash")), EmailAddress.parse(row.text("recipient")))));
    }

    @Override
    public int forgetBefore(Instant cutoff) {
        return database.write(
                "deleting old activity",
                connection -> JdbcDeletionLog.add(
                        connection,
                        database,
                        DataKind.ACTIVITY,
                        FORGET.on(connection, database)
                                .bind(
                                        "day",
                                        LocalDate.ofInstant(cutoff, ZoneOffset.UTC)
                                                .toEpochDay())
                                .update()));
    }
}
