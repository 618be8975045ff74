package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.kafka.KafkaBrokers;
import telltale.launcher.Folders;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;
import telltale.spool.Spool;

/**
 * Tests that answered hits are stored exactly once by a node that serves recipients and a node that consumes the replicated
 * log, whichever of them, the database or the network between is faulty. {@code bench/kill-log} runs it, because it takes minutes.
 */
@Timeout(900)
class KafkaNodesFaults {
    /** Rounds in which the consumer is killed. */
    private static final int ROUNDS = Integer.getInteger("kafka.rounds", 1);

    private static final long SEED = Long.getLong("kafka.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int PIXELS = 48;
    private static final int CLIENTS = 3;
    private static final int SOME_ANSWERS = 200;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private static Path folder;

    private static final List<FaultyProxy> proxies = new ArrayList<>();
    private static final Random random = new Random(SEED);
    private static KafkaBrokers brokers;
    private static PostgresServer server;
    private static String url;
    /** Serves recipients; its brokers are behind proxies. */
    private static RunningWar front;
    /** Consumes the log. */
    private static RunningWar back;

    @BeforeAll
    static void start() throws Exception {
        server = new PostgresServer();
        url = server.newDatabase();
        brokers = KafkaBrokers.start(Files.createDirectory(folder.resolve("kafka")), port -> {
            FaultyProxy proxy = new FaultyProxy(port);
            proxies.add(proxy);
            return proxy.port();
        });
        back = startBack();
        back.awaitSite();
        front = startFront();
    }

    @AfterAll
    static void end() throws Exception {
        front.close();
        back.close();
        brokers.close();
        server.close();
        for (FaultyProxy proxy : proxies) {
            proxy.close();
        }
    }

    @BeforeEach
    void awaitLog() throws Exception {
        brokers.restoreAll();
        await(() -> log(front).getBoolean("up"), "the log accepts hits");
    }

    private static RunningWar startFront() throws Exception {
        return start("front", brokers.proxies(), Map.of("TELLTALE_ROLE", "front"));
    }

    private static RunningWar startBack() throws Exception {
        return start("back", brokers.addresses(), Map.of("TELLTALE_ROLE", "back"));
    }

    private static RunningWar start(String name, String addresses, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TELLTALE_DATABASE_URL",
                url,
                "TELLTALE_DATABASE_USER",
                "postgres",
                "TELLTALE_LOG",
                "kafka:" + addresses,
                "TELLTALE_LOG_CLIENT",
                brokers.clientFile("telltale").toString(),
                "TELLTALE_LOG_PARTITIONS",
                "6"));
        settings.putAll(more);
        return RunningWar.serving(Files.createDirectories(folder.resolve(name)), settings);
    }

    @Test
    void aNodeThatIsKilledAndLosesItsDiskHasLostNothingThatTheLogHas() throws Exception {
        List<PixelRequests> pixels = mails();
        Load load = load(front, pixels);
        load.awaitAnswers(SOME_ANSWERS);
        freezeWithEmptySpool();
        load.allowShutdown();
        front.kill();
        Folders.delete(folder.resolve("front"));
        load.stop();
        front = startFront();
        front.awaitSite();
        assertEachIsStoredOnce("node killed, disk wiped", pixels);
    }

    /** Freezes the node when all that it has answered is in the log; what is in its spool would be lost with its disk. */
    private static void freezeWithEmptySpool() throws Exception {
        int attempts = 0;
        front.freeze();
        while (spooled() > 0) {
            front.thaw();
            assertTrue(attempts++ < 100, "the log is too slow");
            LockSupport.parkNanos(PAUSE.toNanos());
            front.freeze();
        }
    }

    /** The hits in the spool of a node that is frozen. */
    private static long spooled() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Path original = folder.resolve("front/home/spool");
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (Spool spool = Spool.open(copy)) {
            return spool.waiting();
        } finally {
            Folders.delete(copy);
        }
    }

    @Test
    void aConsumerThatIsKilledRightAfterItsCommitStoresNothingTwice() throws Exception {
        killConsumer("consumer killed after commit", () -> {
            long position = number("select coalesce(sum(next), 0) from telltale.log_positions");
            await(() -> number("select sum(next) from telltale.log_positions") > position, Duration.ZERO, "it commits");
        });
    }

    @Test
    void aConsumerThatIsKilledWithinItsTransactionLosesNothing() throws Exception {
        try (Connection other = PostgresServer.connect(url);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            killConsumer("consumer killed before commit", () -> {
                statement.execute("lock table telltale.events in share row exclusive mode");
                await(
                        () -> number("select count(*) from pg_locks l join pg_stat_activity a using (pid)"
                                        + " where l.relation = 'telltale.log_hits'::regclass and l.mode = 'RowExclusiveLock'"
                                        + " and a.wait_event_type = 'Lock'")
                                > 0,
                        "it has stored ids, and waits before it stores the events");
                back.kill();
                other.rollback();
            });
        }
    }

    @Test
    void aConsumerThatIsKilledAtRandomLosesNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            killConsumer(
                    "consumer killed at random (seed " + SEED + ")",
                    () -> TimeUnit.MILLISECONDS.sleep(random.nextInt(500)));
        }
    }

    private static void killConsumer(String fault, Step step) throws Exception {
        List<PixelRequests> pixels = mails();
        Load load = load(front, pixels);
        load.awaitAnswers(SOME_ANSWERS);
        step.run();
        back.kill();
        load.awaitAnswers(SOME_ANSWERS);
        back = startBack();
        finish(load);
        assertEachIsStoredOnce(fault, pixels);
    }

    @Test
    void duringASplitBetweenNodeAndBrokersHitsWaitInItsSpool() throws Exception {
        List<PixelRequests> pixels = mails();
        Load load = load(front, pixels);
        load.awaitAnswers(SOME_ANSWERS);
        proxies.forEach(FaultyProxy::cut);
        try {
            load.awaitAnswers(SOME_ANSWERS);
            await(() -> !log(front).getBoolean("up") && spool(front).getInt("waiting") > 0, "hits wait in the spool");
            load.awaitAnswers(SOME_ANSWERS);
        } finally {
            proxies.forEach(FaultyProxy::restore);
        }
        finish(load);
        assertEachIsStoredOnce("network split", pixels);
        assertEquals(0, spool(front).getInt("waiting"));
    }

    @Test
    void aDatabaseThatIsKilledAndStartedAgainHasEachHitOnce() throws Exception {
        List<PixelRequests> pixels = mails();
        Load load = load(front, pixels);
        load.awaitAnswers(SOME_ANSWERS);
        await(() -> log(front).containsKey("waiting"), "the positions are known");
        server.kill();
        try {
            load.awaitAnswers(SOME_ANSWERS);
            await(() -> log(front).getInt("waiting") >= SOME_ANSWERS, "the hits that wait in the log are counted");
            assertTrue(log(front).getBoolean("up"));
        } finally {
            server.start();
        }
        finish(load);
        assertEachIsStoredOnce("PostgreSQL killed", pixels);
    }

    private static List<PixelRequests> mails() throws Exception {
        return SentMails.in(back, folder.resolve("back/home"), url, PIXELS);
    }

    private static Load load(RunningWar node, List<PixelRequests> pixels) throws InterruptedException {
        return Load.start(node.awaitSite(), pixels, CLIENTS, BETWEEN_REQUESTS);
    }

    private static void finish(Load load) throws InterruptedException {
        load.stop();
        assertEquals(List.of(), load.faults());
    }

    private static void assertEachIsStoredOnce(String fault, List<PixelRequests> pixels) throws Exception {
        back.awaitSite();
        await(() -> spool(front).getInt("waiting") == 0, "the spool is drained");
        await(() -> log(front).getInt("waiting", -1) == 0, "the log is read");
        AdminApi api = AdminApi.of(back);
        Tally tally = Tally.ofComplete(pixels, api);
        AdminApi.Recount recount = api.recount();
        System.out.println(fault + ": " + tally + "; " + recount);
        assertTrue(tally.isRight(), fault + ": " + tally);
        assertEquals(0, recount.different());
    }

    private static JsonObject log(RunningWar node) throws Exception {
        return AdminApi.of(node).get("/health/ready").getJsonObject("log");
    }

    private static JsonObject spool(RunningWar node) throws Exception {
        return AdminApi.of(node).get("/health/ready").getJsonObject("spool");
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface Condition {
        boolean isMet() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        await(condition, PAUSE, what);
    }

    private static void await(Condition condition, Duration pause, String what) throws Exception {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.isMet()) {
            assertTrue(System.nanoTime() < until, what);
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
