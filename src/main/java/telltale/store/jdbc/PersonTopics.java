package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Suppression;
import telltale.model.TopicSubscription;

/**
 * The topics of the mail that persons got, and the topics suppressed for them. Callers that suppress or release hold the
 * lock of the person's row.
 */
final class PersonTopics {
    /** Leaves rows alone that exist already, which are most of them when the same people get mail again. */
    private static final RowBatch ADD_RECEIVED = new RowBatch("""
            with received (person, topic, first_at) as (values %s)
            insert into person_topics (person, topic, first_at)
            select person, topic, first_at from received where not exists (
                select 1 from person_topics t
                where t.person = received.person and t.topic = received.topic and t.first_at is not null)
            order by person, topic
            on conflict (person, topic) do update
            set first_at = coalesce(person_topics.first_at, excluded.first_at)""", 3);

    private static final Sql SUPPRESS = Sql.of("""
            insert into person_topics (person, topic, reason, suppressed_at, suppressed_by)
            values (:person, :topic, :reason, :at, :report)
            on conflict (person, topic) do update set reason = excluded.reason, suppressed_at = excluded.suppressed_at,
                suppressed_by = excluded.suppressed_by
            where person_topics.suppressed_at is null
                or (person_topics.reason = 'unsubscribed' and excluded.reason <> 'unsubscribed')""");
    private static final String OF_TOPIC =
            "person = :person and topic = (select number from topics where name = :topic) and suppressed_at is not null";
    private static final String UNSUPPRESS =
            "update person_topics set reason = null, suppressed_at = null, suppressed_by = null where ";
    private static final Sql RELEASE = Sql.of(UNSUPPRESS + OF_TOPIC);
    private static final Sql RESUBSCRIBE = Sql.of(UNSUPPRESS + OF_TOPIC + " and reason = 'unsubscribed'");
    private static final Sql LIFT = Sql.of(UNSUPPRESS + "person = :person and suppressed_by = :report");
    private static final Sql UNSUPPRESS_ALL = Sql.of(UNSUPPRESS + "person = :person and suppressed_at is not null");
    private static final Sql DELETE_UNUSED =
            Sql.of("delete from person_topics where person = :person and first_at is null and suppressed_at is null");
    private static final Sql COUNT = Sql.of("""
            update persons set topics =
                (select count(*) from person_topics where person = :person and suppressed_at is not null)
            where number = :person""");
    private static final String SELECT = """
            select t.name, t.title, s.first_at, s.reason, s.suppressed_at, s.suppressed_by
            from person_topics s join topics t on t.number = s.topic where s.person =""" + " ";
    private static final Sql SUPPRESSED = Sql.of(SELECT + ":person and s.suppressed_at is not null order by t.name");
    private static final Sql OF_DELIVERY =
            Sql.of(SELECT + "(select person from deliveries where id = :delivery) order by t.name");
    private static final Sql OF_PERSON =
            Sql.of(SELECT + "(select number from persons where hash = :hash) order by t.name");

    private static final Comparator<Received> ORDER =
            Comparator.comparingLong(Received::person).thenComparingLong(Received::topic);

    private final Database database;
    private final JdbcTopics topics;

    PersonTopics(Database database, JdbcTopics topics) {
        this.database = database;
        this.topics = topics;
    }

    /** A suppression of a topic for the person with a number. */
    record Entry(long person, Suppression suppression) {
        String topic() {
            return String.valueOf(suppression.topic());
        }
    }

    /**
     * A new delivery.
     *
     * @param topic the name of its topic, or null
     * @param person the number of its recipient, or null
     */
    record Mail(@Nullable String topic, @Nullable Long person, DeliveryState state, Instant createdAt) {}

    /** Stores which persons get mail of which topics, and returns the numbers of the topics by their names. */
    Map<String, Long> add(Connection connection, List<Mail> mails) throws SQLException {
        Map<String, Long> numbers = topics.numbers(
                connection,
                mails.stream().map(Mail::topic).filter(Objects::nonNull).toList());
        // Each once, and in one order, so that concurrent transactions do not deadlock.
        TreeMap<Received, Instant> received = new TreeMap<>(ORDER);
        for (Mail mail : mails) {
            if (mail.topic != null && mail.person != null && mail.state != DeliveryState.SUPPRESSED) {
                long topic = numbers.getOrDefault(mail.topic, 0L);
                received.putIfAbsent(new Received(mail.person, topic), mail.createdAt);
            }
        }
        ADD_RECEIVED.run(connection, List.copyOf(received.entrySet()), (insert, from, one) -> {
            insert.setLong(from, one.getKey().person);
            insert.setLong(from + 1, one.getKey().topic);
            insert.setLong(from + 2, one.getValue().toEpochMilli());
        });
        return numbers;
    }

    private record Received(long person, long topic) {}

    /** Stores suppressions of topics, and returns the number of changes. */
    int suppress(Connection connection, List<Entry> entries) throws SQLException {
        Map<String, Long> numbers =
                topics.numbers(connection, entries.stream().map(Entry::topic).toList());
        TreeSet<Long> changed = new TreeSet<>();
        int changes = 0;
        for (Entry entry : inOrder(entries)) {
            int change = suppress(connection, entry, numbers.getOrDefault(entry.topic(), 0L));
            if (change > 0) {
                changed.add(entry.person);
            }
            changes += change;
        }
        for (long person : changed) {
            count(connection, person);
        }
        return changes;
    }

    private static List<Entry> inOrder(List<Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::person).thenComparing(Entry::topic))
                .toList();
    }

    private int suppress(Connection connection, Entry entry, long topic) throws SQLException {
        return SUPPRESS.on(connection, database)
                .bind("person", entry.person)
                .bind("topic", topic)
                .bind("reason", entry.suppression.reason())
                .bind("at", entry.suppression.at())
                .bindNullable("report", entry.suppression.report())
                .update();
    }

    /** Removes the suppression of a topic; false if there was none. */
    boolean release(Connection connection, long person, String topic) throws SQLException {
        return release(connection, RELEASE, person, topic);
    }

    /** Removes the suppression of a topic from which the person unsubscribed; false if there was none. */
    boolean resubscribe(Connection connection, long person, String topic) throws SQLException {
        return release(connection, RESUBSCRIBE, person, topic);
    }

    private boolean release(Connection connection, Sql update, long person, String topic) throws SQLException {
        return release(connection, person, update.on(connection, database).bind("topic", topic));
    }

    /** Removes the suppressions that follow from a report; false if there were none. */
    boolean lift(Connection connection, long person, UUID report) throws SQLException {
        return release(connection, person, LIFT.on(connection, database).bind("report", report));
    }

    /** Makes these the only suppressions of topics for a person. */
    void replace(Connection connection, long person, List<Suppression> suppressions) throws SQLException {
        boolean unused = release(connection, person, UNSUPPRESS_ALL.on(connection, database));
        suppress(
                connection,
                suppressions.stream().map(one -> new Entry(person, one)).toList());
    }

    /** The suppressions of topics for a person. */
    List<Suppression> suppressed(Connection connection, long person) throws SQLException {
        return SUPPRESSED
                .on(connection, database)
                .bind("person", person)
                .all(row -> Objects.requireNonNull(suppression(row)));
    }

    private boolean release(Connection connection, long person, Sql.Query update) throws SQLException {
        boolean wasSuppressed = update.bind("person", person).update() > 0;
        if (wasSuppressed) {
            DELETE_UNUSED.on(connection, database).bind("person", person).update();
            count(connection, person);
        }
        return wasSuppressed;
    }

    private void count(Connection connection, long person) throws SQLException {
        COUNT.on(connection, database).bind("person", person).update();
    }

    /** The topics of a delivery's recipient. */
    List<TopicSubscription> of(Connection connection, DeliveryId delivery) throws SQLException {
        return OF_DELIVERY
                .on(connection, database)
                .bind("delivery", delivery.value())
                .all(PersonTopics::subscription);
    }

    /** The topics of a person with a key. */
    List<TopicSubscription> of(Connection connection, byte[] hash) throws SQLException {
        return OF_PERSON.on(connection, database).bind("hash", hash).all(PersonTopics::subscription);
    }

    private static TopicSubscription subscription(Row row) throws SQLException {
        return new TopicSubscription(JdbcTopics.topic(row), row.nullableInstant("first_at"), suppression(row));
    }

    private static @Nullable Suppression suppression(Row row) throws SQLException {
        Instant at = row.nullableInstant("suppressed_at");
        return at == null
                ? null
                : new Suppression(
                        Suppression.Scope.TOPIC,
                        row.text("name"),
                        row.text("reason"),
                        at,
                        null,
                        row.nullableId("suppressed_by"));
    }
}
