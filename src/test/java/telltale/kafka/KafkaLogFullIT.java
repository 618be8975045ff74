package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.recording.HitDisposition;
import telltale.settings.ReplicatedLogSettings;
import telltale.settings.ReplicatedLogSettings.Role;

/** Faults of three brokers and of the database: what was answered is stored, each hit once. */
@Timeout(900)
class KafkaLogFullIT extends LogNodes {
    /** Rounds in which a broker is killed; 30 with {@code -Dkafka.rounds=30}. */
    private static final int ROUNDS = Integer.getInteger("kafka.rounds", 3);

    @Test
    void answeredHitsAreStoredOnce() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 2_000);
        await(() -> node.answered.get() == 2_000, "all are answered");
        // It does not wait while the log is too slow and the spool has hits.
        await(() -> node.events.awaitStored(TIMEOUT), "all are stored");
        assertEquals(2_000, counted(), "a query counts what was answered before");
        assertEachIsStoredOnce("healthy", 2_000);
        await(() -> count(node, HitDisposition.LOGGED) == 2_000, "the log has all");
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
        await(() -> node.log.append(events, TIMEOUT).isEmpty(), "the log has them");
        // The answer was lost: the node has them in its spool, too.
        node.spool.add(events);
        node.open(delivery, 1);
        await(() -> node.transfer.repeated() >= 100, "repeats are discarded");
        await(() -> counted() == 101 && waiting(node) == 0, "all records are read");
        assertEquals(101, node.transfer.stored(), "each is stored once");
        assertEquals(101, counted());
    }

    @Test
    void hygieneReachesNoLog() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 50, PrivacyProfile.HYGIENE);
        node.open(delivery, 10);
        await(() -> count(node, HitDisposition.STORED) == 50, "they are stored from the spool");
        await(() -> count(node, HitDisposition.LOGGED) == 10 && waiting(node) == 0, "the log has the others");
        await(() -> node.transfer.stored() + node.transfer.dropped() >= 10, "they are stored");
        assertEquals(10, node.transfer.stored() + node.transfer.dropped(), "the log has no others");
        assertEquals(10, counted());
        assertEquals(0, node.spool.waiting());
    }

    @Test
    void aRecordThatIsNoHitIsNotedWithItsOffset() throws Exception {
        LogNode node = node(Role.BOTH);
        send(new ProducerRecord<>(topic, new byte[16], "garbage".getBytes(StandardCharsets.UTF_8)));
        node.open(delivery, 100);
        await(() -> node.transfer.faults() == 1, "the record is noted");
        assertEquals(1, node.store.logReplay().faults());
        assertEachIsStoredOnce("poison", 100);
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        Map<String, Object> properties =
                new ClientProperties(settings(Role.BOTH, brokers.clientFile("telltale"))).producer();
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(record).get();
        }
    }

    @Test
    void clocksThatAreAnHourOffLoseNothing() throws Exception {
        LogNode right = node(Role.BOTH);
        node(Role.BOTH, Duration.ofHours(1));
        node(Role.BOTH, Duration.ofHours(-1));
        nodes.forEach(node -> node.open(delivery, 300));
        assertEachIsStoredOnce("clocks an hour off", 900);
        for (LogNode node : nodes) {
            Duration unused = node.transfer.forget();
            await(() -> count(node, HitDisposition.LOGGED) == 300, "the log has all");
        }
        // Brokers would refuse it if the time of the producer counted.
        long hours = TimeUnit.HOURS.toMillis(2);
        send(new ProducerRecord<>(topic, null, System.currentTimeMillis() + hours, new byte[16], new byte[0]));
        send(new ProducerRecord<>(topic, null, System.currentTimeMillis() - hours, new byte[16], new byte[0]));
        await(() -> right.store.logReplay().faults() == 2, "they are read");
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
        await(() -> first.transfer.stored() + second.transfer.stored() >= 2_500, "both have counted");
    }

    @Test
    void theHitsThatWaitInTheLogAreCounted() throws Exception {
        LogNode front = node(Role.FRONT);
        front.open(delivery, 300);
        await(() -> count(front, HitDisposition.LOGGED) == 300, "the log has all");
        long records = records();
        // A hit that was acknowledged too late is in the log twice.
        assertTrue(records >= 300, () -> "the log has " + records);
        assertEquals(records, waiting(front), "nothing consumes");
        node(Role.BACK);
        await(() -> waiting(front) == 0, "the other node consumes");
        assertEachIsStoredOnce("waiting", 300);
    }

    /** The number of records in the topic. */
    private long records() throws Exception {
        try (Admin admin = brokers.admin()) {
            Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                    .boxed()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        }
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
    void aLeaderThatIsFrozenPastItsSessionLosesNothing() throws Exception {
        LogNode node = node(Role.BOTH);
        node.open(delivery, 200);
        await(() -> !node.log.appended().isEmpty(), "a partition that has hits is known");
        int partition = node.log.appended().keySet().iterator().next();
        int leader = brokers.leader(topic, partition).orElseThrow();
        AtomicInteger hits = new AtomicInteger(200);
        brokers.signal(leader, "STOP");
        try {
            await(
                    () -> {
                        node.open(delivery, 5);
                        hits.addAndGet(5);
                        return brokers.leader(topic, partition).orElse(leader) != leader;
                    },
                    "its session ends, and another broker leads");
            node.open(delivery, 100);
        } finally {
            brokers.signal(leader, "CONT");
        }
        assertEachIsStoredOnce("frozen leader", hits.get() + 100);
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
        assertTrue(!fault(node).isEmpty());
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
        // A hit that came while the log was slow waits in the spool until then.
        await(() -> count(front, HitDisposition.LOGGED) == 1_000, "the log has all");
        // Nobody has consumed yet; the disk of the node is gone.
        front.close();
        nodes.clear();
        LogNode back = new LogNode(
                folder.resolve("other"),
                database,
                settings(Role.BACK, brokers.clientFile("telltale")),
                Clock.systemUTC());
        nodes.add(back);
        await(() -> counted() >= 1_000, "all are stored");
        System.out.printf("disk wiped: answered=%d stored=%d%n", 1_000, counted());
        assertEquals(1_000, counted());
    }

    @Test
    void aWrongPasswordIsNamed() throws Exception {
        LogNode node = startNode(Role.BOTH, brokers.clientFile("telltale", "wrong"), Duration.ZERO);
        await(() -> fault(node).contains("refuses the login; check sasl.jaas.config"), "the password is named");
        node.open(delivery, 5);
        await(() -> node.answered.get() == 5, "hits are answered");
        assertEquals(5, node.spool.waiting());
    }

    @Test
    void aForbiddenTopicIsNamed() throws Exception {
        LogNode node = startNode(Role.BOTH, brokers.clientFile("guest"), Duration.ZERO);
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
        LogNode node = startNode(Role.BOTH, brokers.clientFile("telltale"), Duration.ZERO);
        await(() -> fault(node).contains("min.insync.replicas=1. Set it to 2"), "the setting is named");
    }
}
