package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.TopicSubscription;
import telltale.store.ClaimedDelivery;
import telltale.store.PersonActivities;
import telltale.store.PersonCopies;
import telltale.store.PersonNews;
import telltale.store.PersonRights;
import telltale.store.PersonSnapshot;
import telltale.store.Persons;

/** The persons in a relational database. */
final class JdbcPersons implements Persons {
    private static final String SELECT = "select " + PersonColumns.ALL + "from persons p ";

    private static final RowBatch PERSONS = new RowBatch(SELECT + "where hash in (values %s)", 1);

    private static final Sql RECIPIENT =
            Sql.of(SELECT + "where number = (select person from deliveries where id = :delivery)");
    private static final Sql SUPPRESSED = Sql.of(
            SELECT + "where (suppressed is not null or topics > 0) and hash >= :from order by hash limit :limit");
    private static final Sql SET_WITHDRAWN =
            Sql.of("update persons set withdrawn_at = :withdrawnAt, changed = :version where number = :person");
    private static final Sql NEXT_VERSION = Sql.of("update choices set version = version + 1 returning version");
    private static final Sql DELIVERIES = Sql.of("""
            select id from deliveries where person = (select number from persons where hash = :hash)
                or (person is null and lower(recipient) = lower(:address))
            order by id desc""");
    private static final Sql ADDRESS = Sql.of("select recipient from deliveries where id = :delivery");

    private final Database database;
    private final Function<EmailAddress, Optional<PersonKey>> keys;
    private final PersonErasure erasure;
    private final PersonTopics topics;
    private final ConsentTable consents;
    private final PersonChanges changes;
    private final NewRecipients newRecipients;
    private final PersonSuppressions suppressions;
    private final PersonNumbers numbers;
    private final PersonRefusals refusals;
    private final Sql now;

    /**
     * @param keys returns the key of the person with an address; empty in a process without keys. Called only after the
     *     database was reached, since a node may get its keys from there
     */
    JdbcPersons(
            Database database,
            Function<EmailAddress, Optional<PersonKey>> keys,
            PersonErasure erasure,
            PersonTopics topics,
            Dialect dialect) {
        this.database = database;
        this.keys = keys;
        this.erasure = erasure;
        this.topics = topics;
        this.consents = new ConsentTable(database);
        this.changes = new PersonChanges(dialect.isShared());
        this.newRecipients = new NewRecipients(database, keys, changes);
        this.suppressions = new PersonSuppressions(database, dialect.skipLocked());
        this.now = Sql.of("select " + dialect.nowMillis() + " as now");
        this.numbers = new PersonNumbers(database, dialect);
        this.refusals = new PersonRefusals(
                numbers, suppressions, topics, dialect.isShared() ? new PersonEffects(database) : null);
    }

    /** The recipients of new deliveries, inserted if they are new; empty in a process without keys. */
    Map<EmailAddress, NewRecipients.Recipient> recipients(Connection connection, List<EmailAddress> addresses)
            throws SQLException {
        return newRecipients.of(connection, addresses);
    }

    /** The number of a known person, or null. */
    @Nullable
    Long numberOf(Connection connection, EmailAddress address) throws SQLException {
        Optional<PersonKey> key = keys.apply(address);
        return key.isEmpty() ? null : numbers.known(connection, key.get());
    }

    @Override
    public List<Person> persons(List<EmailAddress> addresses) {
        return database.read("reading persons", connection -> {
            List<PersonKey> asked = addresses.stream().map(this::key).toList();
            Map<PersonKey, Person> known = new HashMap<>();
            read(connection, asked).forEach(person -> known.put(person.key(), person));
            List<Person> persons = new ArrayList<>(asked.size());
            for (int i = 0; i < asked.size(); i++) {
                persons.add(known.getOrDefault(asked.get(i), unknown(asked.get(i), addresses.get(i))));
            }
            return persons;
        });
    }

    /** A person without preferences. */
    static Person unknown(PersonKey key, EmailAddress address) {
        return new Person(key, address.masked(), null, true);
    }

    /** Runs a transaction that may change persons, after which earlier snapshots are not current. */
    <T> T change(String operation, Database.Work<T> work) {
        try {
            return database.write(operation, work);
        } finally {
            changes.note();
        }
    }

    PersonChanges changes() {
        return changes;
    }

    @Override
    public Optional<Person> recipient(ClaimedDelivery delivery) {
        PersonSnapshot snapshot = delivery.recipient();
        return snapshot != null && changes.isCurrent(snapshot)
                ? Optional.of(snapshot.person())
                : recipient(delivery.id());
    }

    @Override
    public Optional<Person> recipient(DeliveryId delivery) {
        return database.read("reading a recipient", connection -> {
            Optional<Person> known = RECIPIENT
                    .on(connection, database)
                    .bind("delivery", delivery.value())
                    .first(PersonColumns::person);
            return known.isPresent() ? known : recipientByAddress(connection, delivery);
        });
    }

    /** The recipient of a delivery from before there were persons. */
    private Optional<Person> recipientByAddress(Connection connection, DeliveryId delivery) throws SQLException {
        Optional<EmailAddress> found = address(connection, delivery);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        PersonKey key = key(found.get());
        return Optional.of(read(connection, List.of(key)).stream().findFirst().orElse(unknown(key, found.get())));
    }

    @Override
    public boolean suppressRecipient(DeliveryId delivery, Suppression suppression) {
        return change("storing an unsubscription", connection -> {
            Optional<EmailAddress> found = address(connection, delivery);
            if (found.isPresent()) {
                suppress(connection, List.of(new Suppressed(found.get(), suppression)));
                Unsubscription.note(connection, database, delivery, suppression);
            }
            return found.isPresent();
        });
    }

    @Override
    public int suppress(List<Suppressed> suppressed) {
        return change("storing suppressions", connection -> suppress(connection, suppressed));
    }

    /**
     * Suppresses the recipients of deliveries, in a transaction after whose end the caller calls {@link PersonChanges#note} if this
     * returns true. A process without keys knows none.
     *
     * @return whether a person was changed
     */
    boolean suppressRecipients(Connection connection, Map<DeliveryId, Suppression> suppressions) throws SQLException {
        List<Suppressed> found = new ArrayList<>();
        for (Map.Entry<DeliveryId, Suppression> entry : suppressions.entrySet()) {
            address(connection, entry.getKey())
                    .filter(address -> keys.apply(address).isPresent())
                    .ifPresent(address -> found.add(new Suppressed(address, entry.getValue())));
        }
        return refusals.arise(connection, inOrder(found)) > 0;
    }

    private int suppress(Connection connection, List<Suppressed> suppressed) throws SQLException {
        return refusals.suppress(connection, inOrder(suppressed));
    }

    /** In one order, so that concurrent transactions do not deadlock. */
    private List<PersonCopies.Effect> inOrder(List<Suppressed> suppressed) {
        return suppressed.stream()
                .map(one -> new PersonCopies.Effect(
                        key(one.address()), one.address().masked(), one.suppression(), null))
                .sorted(Comparator.comparing(one -> one.person().hex()))
                .toList();
    }

    /** Suppresses a person because of a report, within {@link #change}. */
    void suppress(Connection connection, Suppressed suppressed) throws SQLException {
        int unused = refusals.arise(connection, inOrder(List.of(suppressed)));
    }

    /** Removes the suppressions that follow from a report, within {@link #change}; false if there were none. */
    boolean lift(Connection connection, long person, UUID report) throws SQLException {
        return refusals.lift(connection, person, report);
    }

    @Override
    public boolean release(EmailAddress address) {
        return change("removing a suppression", connection -> suppressions.release(connection, key(address)));
    }

    @Override
    public int releaseExpired(Instant now, int limit) {
        return change(
                "removing suppressions that have ended",
                connection -> suppressions.releaseExpired(connection, now, limit));
    }

    @Override
    public boolean release(EmailAddress address, String topic) {
        return change("removing the suppression of a topic", connection -> {
            Long person = numbers.known(connection, key(address));
            if (person == null) {
                return false;
            }
            return numbers.lock(connection, person) && topics.release(connection, person, topic);
        });
    }

    @Override
    public boolean resubscribeRecipient(DeliveryId delivery, @Nullable String topic) {
        return change("storing a subscription", connection -> {
            Optional<EmailAddress> found = address(connection, delivery);
            if (found.isPresent()) {
                resubscribe(connection, found.get(), topic);
            }
            return found.isPresent();
        });
    }

    @Override
    public void resubscribe(EmailAddress address, @Nullable String topic) {
        change("storing a subscription", connection -> {
            resubscribe(connection, address, topic);
            return address;
        });
    }

    private void resubscribe(Connection connection, EmailAddress address, @Nullable String topic) throws SQLException {
        long person = numbers.of(connection, key(address), address.masked());
        if (topic == null) {
            suppressions.resubscribe(connection, person);
        } else if (numbers.lock(connection, person)) {
            topics.resubscribe(connection, person, topic);
        }
    }

    @Override
    public List<TopicSubscription> topics(DeliveryId delivery) {
        return database.read("reading the topics of a recipient", connection -> topics.of(connection, delivery));
    }

    @Override
    public List<TopicSubscription> topics(EmailAddress address) {
        return database.read(
                "reading a person's topics",
                connection -> topics.of(connection, key(address).toBytes()));
    }

    @Override
    public List<Person> suppressed(@Nullable PersonKey from, int limit) {
        return database.read(
                "listing suppressions",
                connection -> SUPPRESSED
                        .on(connection, database)
                        .bind("from", from == null ? new byte[0] : from.toBytes())
                        .bind("limit", limit)
                        .all(PersonColumns::person));
    }

    @Override
    public boolean setTracked(DeliveryId delivery, boolean tracked, Instant at) {
        return change("storing a tracking preference", connection -> {
            Optional<EmailAddress> found = address(connection, delivery);
            if (found.isPresent()) {
                setTracked(connection, found.get(), tracked, at);
            }
            return found.isPresent();
        });
    }

    @Override
    public void setTracked(EmailAddress address, boolean tracked, Instant at) {
        change("storing a tracking preference", connection -> {
            setTracked(connection, address, tracked, at);
            return address;
        });
    }

    private void setTracked(Connection connection, EmailAddress recipient, boolean tracked, Instant at)
            throws SQLException {
        ConsentTable.Subject subject = lockedWithOldDeliveries(connection, key(recipient), recipient);
        long version = nextVersion(connection);
        SET_WITHDRAWN
                .on(connection, database)
                .bind("person", subject.number())
                .bind("withdrawnAt", tracked ? null : at)
                .bind("version", version)
                .update();
        if (!tracked) {
            consents.withdraw(connection, subject, at);
            consents.apply(connection, subject, version);
            PersonWebhooks.deleteActivity(connection, subject.number());
        }
        holdStoring(connection);
    }

    /**
     * A person whose row is locked, and inserted if it is new. What the person decides also applies to deliveries from before
     * there were persons.
     */
    ConsentTable.Subject lockedWithOldDeliveries(Connection connection, PersonKey key, EmailAddress address)
            throws SQLException {
        while (true) {
            long person = numbers.of(connection, key, address.masked());
            if (numbers.lock(connection, person)) {
                numbers.assignOldDeliveries(connection, person, address);
                return new ConsentTable.Subject(person, key, address.masked());
            }
        }
    }

    /** The next version of preferences, by which the writers of events notice a change. */
    long nextVersion(Connection connection) throws SQLException {
        return NEXT_VERSION
                .on(connection, database)
                .first(row -> row.number("version"))
                .orElseThrow();
    }

    /**
     * The last step of a change of preferences: no event is stored after the change by a transaction that did not see it, because
     * the change waits for those that store events now. At the end, so that they wait only for its commit.
     */
    void holdStoring(Connection connection) throws SQLException {
        erasure.holdStoring(connection);
    }

    @Override
    public List<DeliveryId> deliveries(EmailAddress address) {
        return database.read(
                "listing a person's deliveries",
                connection -> DELIVERIES
                        .on(connection, database)
                        .bind("hash", key(address).toBytes())
                        .bind("address", address.toString())
                        .all(row -> new DeliveryId(row.id("id"))));
    }

    @Override
    public ErasureResult erase(EmailAddress address, boolean keepsConsents) {
        Instant at = database.read(
                "reading the time of the database",
                connection -> now.on(connection, database)
                        .first(row -> row.instant("now"))
                        .orElseThrow());
        return ErasureResult.of(rights().erase(address, new PersonRights.Kept(keepsConsents, false), at));
    }

    @Override
    public PersonRights rights() {
        return new JdbcPersonRights(database, this, erasure, keys);
    }

    @Override
    public PersonActivities activity() {
        return new PersonActivity(database, this);
    }

    /** What further databases are told about persons. */
    PersonNews news() {
        return new JdbcPersonNews(database, this, topics, refusals);
    }

    /** The persons of this database as copies. */
    PersonCopies copies() {
        return new JdbcPersonCopies(database, this, topics, refusals);
    }

    PersonNumbers numbers() {
        return numbers;
    }

    /** The key of the person with an address. */
    PersonKey key(EmailAddress address) {
        return keys.apply(address).orElseThrow(() -> new IllegalStateException("this process has no key for persons"));
    }

    /** The recipient of a delivery; empty if it does not exist. */
    Optional<EmailAddress> address(Connection connection, DeliveryId delivery) throws SQLException {
        return ADDRESS.on(connection, database)
                .bind("delivery", delivery.value())
                .first(row -> EmailAddress.parse(row.text("recipient")));
    }

    /** The known persons with these keys, in no order. */
    List<Person> read(Connection connection, List<PersonKey> keys) throws SQLException {
        List<Person> known = new ArrayList<>();
        PERSONS.read(
                connection,
                keys,
                (select, position, key) -> select.setBytes(position, key.toBytes()),
                row -> known.add(PersonColumns.read(database, row, 1)));
        return known;
    }
}
