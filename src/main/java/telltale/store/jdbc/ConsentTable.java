package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.MeasurementConsent;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.Consents;

/** The rows of the consent ledger, and the times that follow from them for the events of a person. */
final class ConsentTable {
    private static final String SELECT = """
            select number, hash, masked, purpose, decision, decided_at, wording, channel, evidence, recorded_at,
                actor_kind, actor
            from consents\s""";
    private static final Sql INSERT = Sql.of("""
            insert into consents (hash, masked, purpose, decision, decided_at, wording, channel, evidence, recorded_at,
                actor_kind, actor)
            values (:hash, :masked, :purpose, :decision, :at, :wording, :channel, :evidence, :now, :kind, :actor)""");
    private static final Sql FIND = Sql.of("""
            select number from consents
            where hash = :hash and purpose = :purpose and decided_at = :at and decision = :decision""");
    private static final Sql PAGE = Sql.of(SELECT + "where number > :after order by number limit :limit");
    private static final Sql PAGE_OF_PERSON =
            Sql.of(SELECT + "where hash = :hash and number > :after order by number limit :limit");
    /** At the same time, the numbers of refusals and withdrawals are higher than that of a consent. */
    private static final Sql IN_FORCE = Sql.of(SELECT + """
            where hash = :hash and purpose = :purpose order by decided_at desc, decision desc, number desc limit 1""");

    private static final Sql DELETE =
            Sql.of("delete from consents where hash = (select hash from persons where number = :person)");
    private static final Sql SET_TIMES = Sql.of("""
            update persons set opens_from = :opens, clicks_from = :clicks, hygiene_denied = :denied, changed = :version,
                active_on = case when :denied = 1 or withdrawn_at is not null then null else active_on end
            where number = :person""");
    private static final Sql TIMES =
            Sql.of("select hash, masked, withdrawn_at, opens_from, clicks_from, hygiene_denied from persons"
                    + " where number = :person");
    private static final Sql RESTORE = Sql.of("""
            insert into persons (hash, masked, withdrawn_at, opens_from, clicks_from, hygiene_denied)
            values (:hash, :masked, :withdrawnAt, :opens, :clicks, :denied)""");

    private static final List<ConsentPurpose> TRACKING =
            List.of(ConsentPurpose.OPEN_MEASUREMENT, ConsentPurpose.CLICK_MEASUREMENT, ConsentPurpose.HYGIENE);

    private final Database database;

    ConsentTable(Database database) {
        this.database = database;
    }

    /** The person who decided. */
    record Subject(long number, PersonKey key, String masked) {}

    /** Who records decisions, and when. */
    record Recording(AuditEntry.Actor actor, Instant at) {}

    /** Adds an entry; false if the ledger has it. The row of the person is locked. */
    boolean add(Connection connection, Subject subject, Consent consent, Recording recording) throws SQLException {
        if (has(connection, subject, consent)) {
            return false;
        }
        INSERT.on(connection, database)
                .bind("hash", subject.key().toBytes())
                .bind("masked", subject.masked())
                .bind("purpose", consent.purpose())
                .bind("decision", consent.decision())
                .bind("at", consent.at())
                .bind("wording", consent.wording())
                .bind("channel", consent.channel())
                .bind("evidence", consent.evidence())
                .bind("now", recording.at())
                .bind("kind", recording.actor().kind())
                .bind("actor", recording.actor().name())
                .update();
        return true;
    }

    /** Withdraws the consents of a person who has opted out of all tracking. */
    void withdraw(Connection connection, Subject subject, Instant at) throws SQLException {
        for (ConsentPurpose purpose : TRACKING) {
            Optional<Instant> given = inForce(connection, subject.key(), purpose)
                    .map(Consents.Entry::consent)
                    .filter(consent -> consent.decision() == ConsentDecision.GIVEN)
                    .map(Consent::at);
            if (given.isPresent()) {
                Instant time = later(at, given.get());
                Consent withdrawn =
                        new Consent(purpose, ConsentDecision.WITHDRAWN, time, null, Consents.PREFERENCE_PAGE, null);
                add(connection, subject, withdrawn, new Recording(Consents.RECIPIENT, at));
            }
        }
    }

    /** The clock of the node that recorded a consent may be ahead. */
    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private boolean has(Connection connection, Subject subject, Consent consent) throws SQLException {
        return FIND.on(connection, database)
                .bind("hash", subject.key().toBytes())
                .bind("purpose", consent.purpose())
                .bind("decision", consent.decision())
                .bind("at", consent.at())
                .exists();
    }

    /** Stores the times that follow from the ledger with a person, whose row is locked. */
    void apply(Connection connection, Subject subject, long version) throws SQLException {
        SET_TIMES
                .on(connection, database)
                .bind("person", subject.number())
                .bind("opens", from(connection, subject.key(), ConsentPurpose.OPEN_MEASUREMENT))
                .bind("clicks", from(connection, subject.key(), ConsentPurpose.CLICK_MEASUREMENT))
                .bind("denied", from(connection, subject.key(), ConsentPurpose.HYGIENE) == MeasurementConsent.DENIED)
                .bind("version", version)
                .update();
    }

    private long from(Connection connection, PersonKey person, ConsentPurpose purpose) throws SQLException {
        return inForce(connection, person, purpose)
                .map(entry -> entry.consent().decision() == ConsentDecision.GIVEN
                        ? entry.consent().at().toEpochMilli()
                        : MeasurementConsent.DENIED)
                .orElse(MeasurementConsent.NOT_ASKED);
    }

    /** The entry of a purpose that is in force. */
    Optional<Consents.Entry> inForce(Connection connection, PersonKey person, ConsentPurpose purpose)
            throws SQLException {
        return IN_FORCE.on(connection, database)
                .bind("hash", person.toBytes())
                .bind("purpose", purpose)
                .first(ConsentTable::entry);
    }

    List<Consents.Entry> page(Connection connection, long after, int limit) throws SQLException {
        return PAGE.on(connection, database)
                .bind("after", after)
                .bind("limit", limit)
                .all(ConsentTable::entry);
    }

    List<Consents.Entry> page(Connection connection, PersonKey person, long after, int limit) throws SQLException {
        return PAGE_OF_PERSON
                .on(connection, database)
                .bind("hash", person.toBytes())
                .bind("after", after)
                .bind("limit", limit)
                .all(ConsentTable::entry);
    }

    /** Deletes the entries of a person, and returns their number. */
    int erase(Connection connection, long person) throws SQLException {
        return DELETE.on(connection, database).bind("person", person).update();
    }

    /**
     * The part of a person's row that decides whether opens and clicks are recorded.
     *
     * @param withdrawnAt since when the person has opted out of all tracking, or null
     */
    record Remainder(PersonKey key, String masked, @Nullable Instant withdrawnAt, MeasurementConsent consent) {
        boolean isEmpty() {
            return withdrawnAt == null && consent.equals(MeasurementConsent.NONE);
        }
    }

    /** What stays of a person whose entries are kept; empty if the person decided nothing. */
    Optional<Remainder> remainder(Connection connection, long person) throws SQLException {
        return TIMES.on(connection, database)
                .bind("person", person)
                .first(row -> new Remainder(
                        PersonKey.ofBytes(row.bytes("hash")),
                        row.text("masked"),
                        row.nullableInstant("withdrawn_at"),
                        new MeasurementConsent(
                                row.number("opens_from"),
                                row.number("clicks_from"),
                                row.integer("hygiene_denied") == 1)))
                .filter(any -> !any.isEmpty());
    }

    /** Inserts the row of an erased person again. */
    void restore(Connection connection, Remainder remainder) throws SQLException {
        RESTORE.on(connection, database)
                .bind("hash", remainder.key().toBytes())
                .bind("masked", remainder.masked())
                .bind("withdrawnAt", remainder.withdrawnAt())
                .bind("opens", remainder.consent().opensFrom())
                .bind("clicks", remainder.consent().clicksFrom())
                .bind("denied", remainder.consent().isHygieneDenied())
                .update();
    }

    private static Consents.Entry entry(Row row) throws SQLException {
        return new Consents.Entry(
                row.number("number"),
                PersonKey.ofBytes(row.bytes("hash")),
                row.text("masked"),
                new Consent(
                        row.constant(ConsentPurpose.class, "purpose"),
                        row.constant(ConsentDecision.class, "decision"),
                        row.instant("decided_at"),
                        row.nullableText("wording"),
                        row.nullableText("channel"),
                        row.nullableText("evidence")),
                row.instant("recorded_at"),
                new AuditEntry.Actor(row.text("actor_kind"), row.text("actor")));
    }
}
