package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Denials;
import telltale.store.PersonRights;

/** The restriction and the erasure of persons in a relational database. */
final class JdbcPersonRights implements PersonRights {
    private static final Sql RESTRICTED =
            Sql.of("select restricted_at from persons where hash = :hash and restricted_at is not null");
    private static final Sql SET_RESTRICTED =
            Sql.of("update persons set restricted_at = :at, changed = :version where number = :person");
    private static final Sql AUDITED = Sql.of("select count(*) as operations from audit where person = :hash");
    private static final Sql ENTER = Sql.of("""
            insert into erasures (hash, erased_at, keeps) values (:hash, :at, :keeps)
            on conflict (hash) do update set erased_at = excluded.erased_at, keeps = excluded.keeps""");
    private static final Sql ENTERED = Sql.of("""
            select hash, erased_at, keeps from erasures where hash > :after order by hash limit :limit""");
    private static final Sql RECIPIENT_OF_PERSON =
            Sql.of("select recipient from deliveries where person = (select number from persons where hash = :hash)"
                    + " limit 1");
    private static final Sql RECIPIENTS_WITHOUT_PERSON =
            Sql.of("select distinct recipient from deliveries where person is null");

    private final Database database;
    private final JdbcPersons persons;
    private final PersonErasure erasure;
    private final Function<EmailAddress, Optional<PersonKey>> keys;

    JdbcPersonRights(
            Database database,
            JdbcPersons persons,
            PersonErasure erasure,
            Function<EmailAddress, Optional<PersonKey>> keys) {
        this.database = database;
        this.persons = persons;
        this.erasure = erasure;
        this.keys = keys;
    }

    @Override
    public Optional<Instant> restrictedSince(EmailAddress address) {
        return database.read("reading a restriction", connection -> restrictedSince(connection, persons.key(address)));
    }

    private Optional<Instant> restrictedSince(Connection connection, PersonKey key) throws SQLException {
        return RESTRICTED
                .on(connection, database)
                .bind("hash", key.toBytes())
                .first(row -> row.instant("restricted_at"));
    }

    @Override
    public boolean restrict(EmailAddress address, Instant at) {
        return persons.change("restricting the data of a person", connection -> {
            ConsentTable.Subject subject = persons.lockedWithOldDeliveries(connection, persons.key(address), address);
            if (restrictedSince(connection, subject.key()).isPresent()) {
                return false;
            }
            set(connection, subject.number(), at);
            int unused = PersonWebhooks.delete(connection, subject.number());
            return true;
        });
    }

    @Override
    public boolean release(EmailAddress address) {
        return persons.change("ending the restriction of a person", connection -> {
            PersonKey key = persons.key(address);
            Long person = persons.numbers().known(connection, key);
            if (person == null
                    || !persons.numbers().lock(connection, person)
                    || restrictedSince(connection, key).isEmpty()) {
                return false;
            }
            set(connection, person, null);
            return true;
        });
    }

    private void set(Connection connection, long person, @Nullable Instant at) throws SQLException {
        SET_RESTRICTED
                .on(connection, database)
                .bind("person", person)
                .bind("at", at)
                .bind("version", persons.nextVersion(connection))
                .update();
        persons.holdStoring(connection);
    }

    @Override
    public Erased erase(EmailAddress address, Kept kept, Instant at) {
        PersonKey key = persons.key(address);
        return persons.change("erasing a person", connection -> erase(connection, address, new Erasure(key, at, kept)));
    }

    private Erased erase(Connection connection, EmailAddress address, Erasure entry) throws SQLException {
        boolean hadRow = persons.numbers().known(connection, entry.person()) != null;
        ConsentTable.Subject subject = persons.lockedWithOldDeliveries(connection, entry.person(), address);
        Map<String, Integer> counts = erasure.erase(connection, subject.number(), address, entry.kept());
        enter(connection, entry);
        boolean isKnown = hadRow || counts.values().stream().anyMatch(count -> count > 0);
        int audited = AUDITED.on(connection, database)
                .bind("hash", entry.person().toBytes())
                .first(row -> row.integer("operations"))
                .orElse(0);
        return new Erased(entry, isKnown, counts, audited);
    }

    private void enter(Connection connection, Erasure entry) throws SQLException {
        ENTER.on(connection, database)
                .bind("hash", entry.person().toBytes())
                .bind("at", entry.at())
                .bind("keeps", entry.kept().bits())
                .update();
    }

    @Override
    public List<Erasure> erasures(@Nullable PersonKey after, int limit) {
        return database.read(
                "reading the ledger of erasures",
                connection -> ENTERED.on(connection, database)
                        .bind("after", after == null ? new byte[0] : after.toBytes())
                        .bind("limit", limit)
                        .all(row -> new Erasure(
                                PersonKey.ofBytes(row.bytes("hash")),
                                row.instant("erased_at"),
                                Kept.of(row.integer("keeps")))));
    }

    @Override
    public boolean eraseAgain(Erasure entry) {
        return persons.change("repeating an erasure", connection -> {
            Optional<EmailAddress> address = address(connection, entry.person());
            if (address.isPresent()) {
                return erase(connection, address.get(), entry).known();
            }
            Long person = persons.numbers().known(connection, entry.person());
            boolean isKnown = person != null && persons.numbers().lock(connection, person);
            if (person != null && isKnown) {
                Map<String, Integer> unused = erasure.erase(connection, person, null, entry.kept());
            }
            enter(connection, entry);
            return isKnown;
        });
    }

    @Override
    public Denials denials() {
        return new JdbcDenials(database, persons);
    }

    /** The address of the person with a key, by the deliveries; empty if there are none. */
    private Optional<EmailAddress> address(Connection connection, PersonKey key) throws SQLException {
        Optional<String> recipient = RECIPIENT_OF_PERSON
                .on(connection, database)
                .bind("hash", key.toBytes())
                .first(row -> row.text("recipient"));
        if (recipient.isPresent()) {
            return recipient.map(EmailAddress::parse);
        }
        return RECIPIENTS_WITHOUT_PERSON
                .on(connection, database)
                .all(row -> EmailAddress.parse(row.text("recipient")))
                .stream()
                .filter(address -> keys.apply(address).equals(Optional.of(key)))
                .findFirst();
    }
}
