package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.NewDelivery;
import telltale.store.Persons.Suppressed;
import telltale.store.Store;
import telltale.store.StoredMessage;
import telltale.store.TopicsContract;
import telltale.token.PersonKeys;

class PostgresTopicsTest extends TopicsContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    private static final List<EmailAddress> PEOPLE = IntStream.range(0, 60)
            .mapToObj(i -> EmailAddress.parse("r" + i + "@example.com"))
            .toList();

    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    private Store node() {
        return open(address -> Optional.of(KEYS.keyOf(address)));
    }

    /** Four nodes submit, suppress and release in different orders. A deadlock would be retried, so the server counts them. */
    @Test
    void mailAndSuppressionsOfTheSamePeopleDoNotDeadlock() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(i);
            running.add(nodes.submit(() -> {
                try (Store node = node()) {
                    for (int round = 0; round < 15; round++) {
                        change(node, random);
                    }
                }
            }));
        }
        try (Store store = node()) {
            for (Future<?> node : running) {
                node.get();
            }
            assertEquals(0, deadlocks());
            for (EmailAddress address : PEOPLE) {
                assertEquals(
                        store.persons().person(address).topics().size(),
                        store.persons().topics(address).stream()
                                .filter(one -> one.suppression() != null)
                                .count());
            }
            assertEquals(List.of(), store.recount().differences());
        } finally {
            nodes.shutdownNow();
        }
    }

    private static void change(Store node, Random random) {
        List<EmailAddress> people = new ArrayList<>(PEOPLE);
        Collections.shuffle(people, random);
        String topic = "topic-" + random.nextInt(3);
        Suppression suppression = Suppression.ofTopic(topic, Suppression.UNSUBSCRIBED, NOON);
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, random), null, ImmutableBytes.NONE, List.of(), null, 1);
        node.outbox()
                .enqueue(
                        message,
                        0,
                        people.stream().map(to -> delivery(to, topic, random)).toList());
        node.persons()
                .suppress(people.subList(0, 40).stream()
                        .map(address -> new Suppressed(address, suppression))
                        .toList());
        node.persons().release(people.get(0), topic);
    }

    private static NewDelivery delivery(EmailAddress to, String topic, Random random) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        return new NewDelivery(id, to, "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON)
                .bulk(true)
                .topic(Topic.named(topic));
    }

    private int deadlocks() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select deadlocks from pg_stat_database where datname = current_database()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void withoutAKeyForPersonsMailOfATopicIsStored() {
        assertMailOfATopicIsStoredWithoutAKeyForPersons();
    }
}
