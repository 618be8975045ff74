package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import telltale.model.Consent;
import telltale.model.ConsentPurpose;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.ConsentRequests;
import telltale.store.Consents;

/** The consent ledger in a relational database. */
final class JdbcConsents implements Consents {
    private final Database database;
    private final JdbcPersons persons;
    private final ConsentTable table;

    JdbcConsents(Database database, JdbcPersons persons) {
        this.database = database;
        this.persons = persons;
        this.table = new ConsentTable(database);
    }

    /** The decisions of one person, in order. */
    private record Decisions(EmailAddress address, List<Consent> consents) {}

    @Override
    public int record(List<Decided> decisions, AuditEntry.Actor actor, Instant now) {
        return persons.change(
                "recording consents",
                connection -> record(connection, decisions, new ConsentTable.Recording(actor, now)));
    }

    @Override
    public boolean record(DeliveryId delivery, List<Consent> decisions, AuditEntry.Actor actor, Instant now) {
        return persons.change("recording a recipient's consents", connection -> {
            Optional<EmailAddress> recipient = persons.address(connection, delivery);
            if (recipient.isPresent()) {
                List<Decided> decided = decisions.stream()
                        .map(consent -> new Decided(recipient.get(), consent))
                        .toList();
                record(connection, decided, new ConsentTable.Recording(actor, now));
            }
            return recipient.isPresent();
        });
    }

    /** Locks all persons in one order, and then the version of preferences, as other changes of them do. */
    private int record(Connection connection, List<Decided> decided, ConsentTable.Recording recording)
            throws SQLException {
        int added = 0;
        List<ConsentTable.Subject> changed = new ArrayList<>();
        for (Map.Entry<PersonKey, Decisions> entry : byPerson(decided).entrySet()) {
            Decisions decisions = entry.getValue();
            ConsentTable.Subject subject =
                    persons.lockedWithOldDeliveries(connection, entry.getKey(), decisions.address());
            int before = added;
            for (Consent consent : decisions.consents()) {
                added += table.add(connection, subject, consent, recording) ? 1 : 0;
            }
            if (added > before) {
                changed.add(subject);
            }
        }
        apply(connection, changed);
        return added;
    }

    private void apply(Connection connection, List<ConsentTable.Subject> changed) throws SQLException {
        if (!changed.isEmpty()) {
            long version = persons.nextVersion(connection);
            for (ConsentTable.Subject subject : changed) {
                table.apply(connection, subject, version);
            }
            persons.holdStoring(connection);
        }
    }

    private Map<PersonKey, Decisions> byPerson(List<Decided> decided) {
        Map<PersonKey, Decisions> persons = new TreeMap<>(Comparator.comparing(PersonKey::hex));
        for (Decided one : decided) {
            persons.computeIfAbsent(
                            this.persons.key(one.address()), key -> new Decisions(one.address(), new ArrayList<>()))
                    .consents()
                    .add(one.consent());
        }
        return persons;
    }

    @Override
    public List<Entry> page(long after, int limit) {
        return database.read("listing consents", connection -> table.page(connection, after, limit));
    }

    @Override
    public List<Entry> page(EmailAddress address, long after, int limit) {
        return database.read(
                "listing a person's consents",
                connection -> table.page(connection, persons.key(address), after, limit));
    }

    @Override
    public List<Entry> inForce(EmailAddress address) {
        return database.read("reading a person's consents", connection -> inForce(connection, persons.key(address)));
    }

    @Override
    public Optional<List<Entry>> inForce(DeliveryId delivery) {
        return database.read("reading a recipient's consents", connection -> {
            Optional<EmailAddress> recipient = persons.address(connection, delivery);
            return recipient.isEmpty()
                    ? Optional.empty()
                    : Optional.of(inForce(connection, persons.key(recipient.get())));
        });
    }

    @Override
    public ConsentRequests requests() {
        return new JdbcConsentRequests(database, persons, table);
    }

    private List<Entry> inForce(Connection connection, PersonKey person) throws SQLException {
        List<Entry> found = new ArrayList<>();
        for (ConsentPurpose purpose : ConsentPurpose.values()) {
            table.inForce(connection, person, purpose).ifPresent(found::add);
        }
        return found;
    }
}
