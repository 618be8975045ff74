package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.MeasurementConsent;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.Consents;
import telltale.store.Denials;

/** What persons deny, in a relational database. */
final class JdbcDenials implements Denials {
    private static final AuditEntry.Actor LEDGER = new AuditEntry.Actor("ledger", "");
    private static final String MASKED = "***";
    private static final Map<Integer, ConsentPurpose> PURPOSES = Map.of(
            OPENS, ConsentPurpose.OPEN_MEASUREMENT,
            CLICKS, ConsentPurpose.CLICK_MEASUREMENT,
            HYGIENE, ConsentPurpose.HYGIENE);

    private static final Sql VERSION = Sql.of("select version from choices");
    private static final Sql CHANGED =
            Sql.of("""
            select hash, changed, case when withdrawn_at is null then 0 else %d end
                + case when opens_from = %d then %d else 0 end + case when clicks_from = %2$d then %d else 0 end
                + hygiene_denied * %d + case when restricted_at is null then 0 else %d end as what
            from persons where changed > 0 and changed > :since and hash > :after order by hash limit :limit""".formatted(TRACKING, MeasurementConsent.DENIED, OPENS, CLICKS, HYGIENE, RESTRICTED));
    private static final Sql IS_ERASED = Sql.of("select 1 from erasures where hash = :hash");
    private static final Sql INSERT =
            Sql.of("insert into persons (hash, masked) values (:hash, :masked) on conflict do nothing");
    private static final Sql DENY = Sql.of("""
            update persons set
                withdrawn_at = case when :tracking = 1 then coalesce(withdrawn_at, :at) else withdrawn_at end,
                restricted_at = case when :restricted = 1 then coalesce(restricted_at, :at) else restricted_at end
            where number = :person""");
    private static final Sql RAISE = Sql.of("update choices set version = :version where version < :version");

    private final Database database;
    private final JdbcPersons persons;
    private final ConsentTable consents;

    JdbcDenials(Database database, JdbcPersons persons) {
        this.database = database;
        this.persons = persons;
        this.consents = new ConsentTable(database);
    }

    @Override
    public long version() {
        return database.read(
                "reading the version of preferences",
                connection -> VERSION.on(connection, database)
                        .first(row -> row.number("version"))
                        .orElse(0L));
    }

    @Override
    public List<Denial> changed(long since, @Nullable PersonKey after, int limit) {
        return database.read(
                "reading changed preferences",
                connection -> CHANGED.on(connection, database)
                        .bind("since", since)
                        .bind("after", after == null ? new byte[0] : after.toBytes())
                        .bind("limit", limit)
                        .all(row -> new Denial(
                                row.number("changed"), PersonKey.ofBytes(row.bytes("hash")), row.integer("what"))));
    }

    @Override
    public int denyAgain(List<Denial> denials, long version, Instant at) {
        List<Denial> inOrder = denials.stream()
                .sorted(Comparator.comparing(denial -> denial.person().hex()))
                .toList();
        return persons.change("repeating withdrawals", connection -> {
            int denied = 0;
            for (Denial denial : inOrder) {
                denied += deny(connection, denial, version, at) ? 1 : 0;
            }
            RAISE.on(connection, database).bind("version", version).update();
            persons.holdStoring(connection);
            return denied;
        });
    }

    private boolean deny(Connection connection, Denial denial, long version, Instant at) throws SQLException {
        Optional<Long> number = number(connection, denial.person());
        if (number.isEmpty() || !persons.numbers().lock(connection, number.get())) {
            return false;
        }
        ConsentTable.Subject subject = new ConsentTable.Subject(number.get(), denial.person(), MASKED);
        for (Map.Entry<Integer, ConsentPurpose> purpose : PURPOSES.entrySet()) {
            if ((denial.what() & purpose.getKey()) != 0) {
                withdraw(connection, subject, purpose.getValue(), at);
            }
        }
        DENY.on(connection, database)
                .bind("person", subject.number())
                .bind("tracking", (denial.what() & TRACKING) != 0)
                .bind("restricted", (denial.what() & RESTRICTED) != 0)
                .bind("at", at)
                .update();
        consents.apply(connection, subject, version);
        PersonWebhooks.deleteActivity(connection, subject.number());
        return true;
    }

    /** The number of a person, who is inserted if new; empty if the person was erased. */
    private Optional<Long> number(Connection connection, PersonKey person) throws SQLException {
        Long known = persons.numbers().known(connection, person);
        if (known != null) {
            return Optional.of(known);
        }
        if (IS_ERASED.on(connection, database).bind("hash", person.toBytes()).exists()) {
            return Optional.empty();
        }
        INSERT.on(connection, database)
                .bind("hash", person.toBytes())
                .bind("masked", MASKED)
                .update();
        return Optional.ofNullable(persons.numbers().known(connection, person));
    }

    private void withdraw(Connection connection, ConsentTable.Subject subject, ConsentPurpose purpose, Instant at)
            throws SQLException {
        Optional<Consent> inForce =
                consents.inForce(connection, subject.key(), purpose).map(Consents.Entry::consent);
        if (inForce.isPresent() && inForce.get().decision() != ConsentDecision.GIVEN) {
            return;
        }
        Instant time = inForce.map(Consent::at).filter(at::isBefore).orElse(at);
        Consent withdrawn = new Consent(purpose, ConsentDecision.WITHDRAWN, time, null, CHANNEL, null);
        consents.add(connection, subject, withdrawn, new ConsentTable.Recording(LEDGER, at));
    }
}
