package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.recording.HitDisposition;
import telltale.settings.ReplicatedLogSettings;
import telltale.settings.ReplicatedLogSettings.Role;
import telltale.store.StoreUnavailableException;

/** Faults of three brokers and of the database: what was answered is stored, each hit once. */
@Timeout(300)
class KafkaLogFullIT {
    /** Rounds in which a broker is killed; 30 with {@code -Dkafka.rounds=30}. */
    private static final int ROUNDS = Integer.getInteger("kafka.rounds", 3);

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    static Path shared;

    private static KafkaBrokers brokers;

    @TempDir
    Path folder;

    private final String database = PostgresServer.shared().newMigratedDatabase();
    private final Random random = new Random(42);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.now(), random));
    private final List<LogNode> nodes = new ArrayList<>();
    private String topic = "";

    @BeforeAll
    static void startBrokers() throws Exception {
        brokers = KafkaBrokers.start(shared);
    }

    @AfterAll
    static void stopBrokers() {
        brokers.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() throws Exception {
        nodes.forEach(LogNode::close);
    }

    private ReplicatedLogSettings settings(Role role, Path client) {
        return new ReplicatedLogSettings(brokers.addresses(), topic, 6, Duration.ofDays(7), client, role);
    }

    private LogNode node(Role role) throws Exception {
        LogNode node = startNode(role, brokers.clientFile("telltale"));
        await(node.log::isAvailable, "the log accepts hits");
        return node;
    }

    private LogNode startNode(Role role, Path client) throws Exception {
        LogNode node = new LogNode(folder.resolve("spool-" + nodes.size()), database, settings(role, client));
        if (nodes.isEmpty()) {
            node.store.insert(new Delivery(
                    delivery,
                    EmailAddress.parse("ann@example.com"),
                    "spring",
                    "Hi",
                    DeliveryState.SENDING,
                    null,
                    null));
        }
        nodes.add(node);
        return node;
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private long counted() {
        try {
            return nodes.get(0).store.openCounts(List.of(delivery)).get(0).total();
        } catch (StoreUnavailableException connecting) {
            return 0;
        }
    }

    /** Waits until all hits are answered and stored, and prints the counts. */
    private void assertEachIsStoredOnce(String test, long hits) throws Exception {
        await(() -> nodes.stream().mapToLong(node -> node.answered.get()).sum() == hits, "all hits are answered");
        await(() -> nodes.stream().mapToLong(node -> node.spool.waiting()).sum() == 0, "the spools are drained");
        await(() -> counted() >= hits, "all hits are stored");
        await(() -> nodes.stream().allMatch(node -> node.log.lag() == 0), "all records are read");
        long logged = nodes.stream()
                .mapToLong(node -> count(node, HitDisposition.LOGGED))
                .sum();
        long repeated =
                nodes.stream().mapToLong(node -> node.transfer.repeated()).sum();
        System.out.printf(
                "%s: answered=%d stored=%d logged=%d discarded repeats=%d%n", test, hits, counted(), logged, repeated);
        assertEquals(hits, counted());
        assertEquals(List.of(), nodes.get(0).store.recount().differences());
    }

    @Test
    void answeredHitsAreStoredOnce() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 2_000);
        await(() -> node.answered.get() == 2_000, "all are answered");
        assertTrue(node.events.awaitStored(TIMEOUT));
        assertEquals(2_000, counted(), "a query counts what was answered before");
        assertEachIsStoredOnce("healthy", 2_000);
        assertEquals(2_000, count(node, HitDisposition.LOGGED));
    }

    @Test
    void aRepeatedHitIsDiscarded() throws Exception {
        LogNode node = node(Role.BOTH);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(new Event(
                    Uuid7.at(Instant.now(), random),
                    EventKind.OPEN,
                    delivery,
                    0,
                    Client.of("Mozilla/5.0", Set.of()),
                    Network.UNKNOWN));
        }
        assertEquals(List.of(), node.log.append(events, TIMEOUT));
        // The answer was lost: the node has them in its spool, too.
        node.spool.add(events);
        node.open(delivery, 1);
        await(() -> node.transfer.repeated() == 100, "repeats are discarded");
        assertEquals(101, node.transfer.stored(), "each is stored once");
        assertEquals(101, counted());
    }

    @Test
    void hygieneReachesNoLog() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 50, PrivacyProfile.HYGIENE);
        node.open(delivery, 10);
        await(() -> node.spool.waiting() == 0 && counted() == 10, "the others are stored");
        assertEquals(10, node.transfer.stored() + node.transfer.dropped(), "the log has no others");
        await(() -> count(node, HitDisposition.STORED) == 50, "they were stored from the spool");
    }

    @Test
    void aRecordThatIsNoHitIsNotedWithItsOffset() throws Exception {
        LogNode node = node(Role.BOTH);
        Map<String, Object> properties =
                new ClientProperties(settings(Role.BOTH, brokers.clientFile("telltale"))).producer();
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = new byte[16];
            var unused = producer.send(new ProducerRecord<>(topic, key, "garbage".getBytes(StandardCharsets.UTF_8)))
                    .get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        }
        node.open(delivery, 100);
        await(() -> node.transfer.faults() == 1, "the record is noted");
        assertEquals(1, node.store.logReplay().faults());
        assertEachIsStoredOnce("poison", 100);
    }

    @Test
    void twoConsumersShareThePartitionsAndTakeThemOver() throws Exception {
        LogNode first = node(Role.BACK);
        LogNode front = node(Role.FRONT);
        front.open(delivery, 500);
        LogNode second = node(Role.BACK);
        for (int i = 0; i < 50; i++) {
            front.open(delivery, 20);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        second.close();
        nodes.remove(second);
        for (int i = 0; i < 50; i++) {
            front.open(delivery, 20);
        }
        assertEachIsStoredOnce("rebalance", 2_500);
        assertTrue(first.transfer.stored() + second.transfer.stored() >= 2_500);
    }

    @Test
    void aBrokerKilledEachRoundLosesNothing() throws Exception {
        LogNode node = node(Role.BOTH);
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int victim = random.nextInt(KafkaBrokers.COUNT);
            node.open(delivery, 200);
            brokers.kill(victim);
            for (int i = 0; i < 20; i++) {
                node.open(delivery, 10);
                TimeUnit.MILLISECONDS.sleep(50);
            }
            brokers.restart(victim);
            brokers.awaitAll();
            hits += 400;
        }
        assertEachIsStoredOnce("killed broker, " + ROUNDS + " rounds", hits);
    }

    @Test
    void aFrozenBrokerLosesNothing() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 200);
        brokers.signal(0, "STOP");
        try {
            for (int i = 0; i < 100; i++) {
                node.open(delivery, 5);
                // Longer in total than the session of a broker.
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } finally {
            brokers.signal(0, "CONT");
        }
        assertEachIsStoredOnce("frozen broker", 700);
    }

    @Test
    void withoutBrokersHitsWaitInTheSpool() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 100);
        for (int i = 0; i < KafkaBrokers.COUNT; i++) {
            brokers.kill(i);
        }
        for (int i = 0; i < 100; i++) {
            node.open(delivery, 5);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        await(() -> node.answered.get() == 600, "all are answered");
        assertTrue(node.events.logFault().isPresent());
        assertTrue(node.spool.waiting() > 0);
        for (int i = 0; i < KafkaBrokers.COUNT; i++) {
            brokers.restart(i);
        }
        brokers.awaitAll();
        assertEachIsStoredOnce("all brokers gone", 600);
    }

    @Test
    void connectionsOfTheDatabaseThatEndWithinATransactionStoreNothingTwice() throws Exception {
        LogNode node = node(Role.BOTH);
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 100; i++) {
                node.open(delivery, 20);
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'");
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        assertEachIsStoredOnce("ended connections", 2_000);
    }

    @Test
    void aNodeWhoseSpoolIsLostHasLostNothingThatTheLogHas() throws Exception {
        LogNode front = node(Role.FRONT);
        front.open(delivery, 1_000);
        await(() -> front.answered.get() == 1_000, "all are answered");
        assertEquals(1_000, count(front, HitDisposition.LOGGED));
        // Nobody has consumed yet; the disk of the node is gone.
        front.close();
        nodes.clear();
        LogNode back =
                new LogNode(folder.resolve("other"), database, settings(Role.BACK, brokers.clientFile("telltale")));
        nodes.add(back);
        await(() -> counted() >= 1_000, "all are stored");
        System.out.printf("disk wiped: answered=%d stored=%d%n", 1_000, counted());
        assertEquals(1_000, counted());
    }

    @Test
    void aWrongPasswordIsNamed() throws Exception {
        LogNode node = startNode(Role.BOTH, brokers.clientFile("telltale", "wrong"));
        await(() -> fault(node).contains("refuses the login; check sasl.jaas.config"), "the password is named");
        node.open(delivery, 5);
        await(() -> node.answered.get() == 5, "hits are answered");
        assertEquals(5, node.spool.waiting());
    }

    @Test
    void aForbiddenTopicIsNamed() throws Exception {
        LogNode node = startNode(Role.BOTH, brokers.clientFile("guest"));
        await(() -> fault(node).contains("forbids an operation; allow the user Read, Write"), "the rights are named");
    }

    @Test
    void anUnsafeTopicIsNamed() throws Exception {
        ReplicatedLogSettings settings = settings(Role.BOTH, brokers.clientFile("telltale"));
        try (Admin admin = Admin.create(new ClientProperties(settings).admin())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 3).configs(Map.of("min.insync.replicas", "1"))))
                    .all()
                    .get();
        }
        LogNode node = startNode(Role.BOTH, brokers.clientFile("telltale"));
        await(() -> fault(node).contains("min.insync.replicas=1. Set it to 2"), "the setting is named");
    }

    private static long count(LogNode node, HitDisposition disposition) {
        return node.events.counts().getOrDefault(disposition, 0L);
    }

    private static String fault(LogNode node) {
        return node.events.logFault().orElse("");
    }
}
