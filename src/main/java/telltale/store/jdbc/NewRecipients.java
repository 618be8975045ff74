package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.store.PersonSnapshot;

/** Finds the recipients of new deliveries among the persons, and inserts those that are new. */
final class NewRecipients {
    private static final RowBatch RECIPIENTS =
            new RowBatch("select " + PersonColumns.ALL + ", p.number from persons p where hash in (values %s)", 1);
    private static final RowBatch INSERT = new RowBatch(
            "insert into persons (hash, masked) values %s on conflict do nothing returning hash, number", 2);

    private final Database database;
    private final Function<EmailAddress, Optional<PersonKey>> keys;
    private final PersonChanges changes;

    NewRecipients(Database database, Function<EmailAddress, Optional<PersonKey>> keys, PersonChanges changes) {
        this.database = database;
        this.keys = keys;
        this.changes = changes;
    }

    /** A recipient of a new delivery, with the number of its row. */
    record Recipient(long number, PersonSnapshot snapshot) {}

    /** The recipients with some addresses; empty in a process without keys. */
    Map<EmailAddress, Recipient> of(Connection connection, List<EmailAddress> addresses) throws SQLException {
        Map<EmailAddress, PersonKey> asked = new HashMap<>();
        // In one order, so that concurrent transactions do not deadlock.
        Map<PersonKey, EmailAddress> persons = new TreeMap<>(Comparator.comparing(PersonKey::hex));
        for (EmailAddress address : addresses) {
            keys.apply(address).ifPresent(key -> {
                asked.put(address, key);
                persons.putIfAbsent(key, address);
            });
        }
        Map<PersonKey, Recipient> known = new HashMap<>();
        PersonChanges.Reading reading = changes.reading();
        readRecipients(connection, List.copyOf(persons.keySet()), known, reading);
        insertUnknown(connection, persons, known, reading);
        // Another node may have inserted some of them at the same time.
        readRecipients(connection, missing(persons, known), known, reading);
        Map<EmailAddress, Recipient> found = new HashMap<>();
        asked.forEach((address, key) -> found.put(address, Objects.requireNonNull(known.get(key))));
        return found;
    }

    private static List<PersonKey> missing(Map<PersonKey, EmailAddress> persons, Map<PersonKey, Recipient> known) {
        return persons.keySet().stream().filter(key -> !known.containsKey(key)).toList();
    }

    private void insertUnknown(
            Connection connection,
            Map<PersonKey, EmailAddress> persons,
            Map<PersonKey, Recipient> known,
            PersonChanges.Reading reading)
            throws SQLException {
        RowBatch.Binder<PersonKey> binder = (insert, position, key) -> {
            insert.setBytes(position, key.toBytes());
            insert.setString(
                    position + 1, Objects.requireNonNull(persons.get(key)).masked());
        };
        INSERT.read(connection, missing(persons, known), binder, row -> {
            PersonKey key = PersonKey.ofBytes(row.getBytes(1));
            Person added = JdbcPersons.unknown(key, Objects.requireNonNull(persons.get(key)));
            known.put(key, new Recipient(row.getLong(2), reading.of(added)));
        });
    }

    private void readRecipients(
            Connection connection, List<PersonKey> keys, Map<PersonKey, Recipient> known, PersonChanges.Reading reading)
            throws SQLException {
        RECIPIENTS.read(connection, keys, (select, position, key) -> select.setBytes(position, key.toBytes()), row -> {
            Person person = PersonColumns.read(database, row, 1);
            known.put(person.key(), new Recipient(row.getLong(PersonColumns.COUNT + 1), reading.of(person)));
        });
    }
}
