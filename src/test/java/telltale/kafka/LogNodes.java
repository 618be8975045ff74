package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.recording.HitDisposition;
import telltale.recording.ReplicatedLog;
import telltale.settings.ReplicatedLogSettings;
import telltale.settings.ReplicatedLogSettings.Role;
import telltale.store.StoreUnavailableException;

/** Nodes on three brokers and one PostgreSQL; each test has a topic and a database of its own. */
abstract class LogNodes {
    static final int PARTITIONS = 6;
    static final Duration TIMEOUT = Duration.ofMinutes(3);

    @TempDir
    static Path shared;

    static KafkaBrokers brokers;
    private static final AtomicInteger topics = new AtomicInteger();

    @TempDir
    Path folder;

    final String database = PostgresServer.shared().newMigratedDatabase();
    final Random random = new Random(42);
    final DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.now(), random));
    final List<LogNode> nodes = new ArrayList<>();
    String topic = "";

    @BeforeAll
    static void startBrokers() throws Exception {
        brokers = KafkaBrokers.start(shared);
    }

    @AfterAll
    static void stopBrokers() {
        brokers.close();
    }

    @BeforeEach
    void restoreBrokers(TestInfo test) throws Exception {
        brokers.restoreAll();
        topic = test.getTestMethod().orElseThrow().getName() + topics.incrementAndGet();
    }

    @AfterEach
    void close() {
        nodes.forEach(LogNode::close);
    }

    ReplicatedLogSettings settings(Role role, Path client) {
        return new ReplicatedLogSettings(brokers.addresses(), topic, PARTITIONS, Duration.ofDays(7), client, role);
    }

    LogNode node(Role role) throws Exception {
        return node(role, Duration.ZERO);
    }

    /** A node whose clock is ahead. */
    LogNode node(Role role, Duration ahead) throws Exception {
        LogNode node = startNode(role, brokers.clientFile("telltale"), ahead);
        await(node.log::isAvailable, "the log accepts hits");
        return node;
    }

    LogNode startNode(Role role, Path client, Duration ahead) throws Exception {
        LogNode node = new LogNode(
                folder.resolve("node-" + nodes.size()),
                database,
                settings(role, client),
                Clock.offset(Clock.systemUTC(), ahead));
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

    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    long counted() {
        try {
            return nodes.get(0).store.openCounts(List.of(delivery)).get(0).total();
        } catch (StoreUnavailableException connecting) {
            return 0;
        }
    }

    /** The hits in the log that are not in the database. */
    static long waiting(LogNode node) {
        Duration unused = node.log.measure();
        return node.log.waiting().orElse(-1);
    }

    /** Waits until all hits are answered and stored, and prints the counts. */
    void assertEachIsStoredOnce(String test, long hits) throws Exception {
        await(() -> nodes.stream().mapToLong(node -> node.answered.get()).sum() == hits, "all hits are answered");
        await(() -> nodes.stream().mapToLong(node -> node.spool.waiting()).sum() == 0, "the spools are drained");
        await(() -> counted() >= hits, "all hits are stored");
        await(() -> waiting(nodes.get(0)) == 0, "all records are read");
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

    static long count(LogNode node, HitDisposition disposition) {
        return node.events.counts().getOrDefault(disposition, 0L);
    }

    static String fault(LogNode node) {
        return node.events.replicated().flatMap(ReplicatedLog::fault).orElse("");
    }
}
