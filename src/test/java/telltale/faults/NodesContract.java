package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;

/** Tests of two nodes on one PostgreSQL behind a real proxy, with its configuration from docker/. */
abstract class NodesContract {
    private static final int NODES = 2;
    private static final int CLIENTS = 4;
    private static final int PIXELS = 240;
    private static final int SOME_ANSWERS = 200;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** How long the proxy waits for a node before it tries the other one. */
    private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(3);
    /** Longer than the proxy's timeout. */
    private static final Duration FROZEN = Duration.ofSeconds(5);
    /** Longer than the server keeps the locks of an idle transaction. */
    private static final Duration CUT_OFF = Duration.ofSeconds(18);
    /** The delay of each piece of the conversation with the database. */
    private static final Duration SLOWED = Duration.ofMillis(400);
    /** Less than a single transaction takes with that delay. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final PostgresServer server = new PostgresServer();
    private final String url = server.newDatabase();
    private final int[] ports = {FreePort.find(), FreePort.find(), FreePort.find()};
    private final List<RunningWar> nodes = new ArrayList<>();
    private Process proxy;
    /** The first node's connections to the database and from the proxy. */
    private FaultyProxy toDatabase;

    private FaultyProxy fromProxy;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        toDatabase = new FaultyProxy(server.port());
        fromProxy = new FaultyProxy(ports[0]);
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node));
        }
        for (RunningWar node : nodes) {
            node.awaitSite();
        }
        proxy = proxy();
    }

    @AfterEach
    void end() throws Exception {
        proxy.destroy();
        proxy.waitFor();
        nodes.forEach(RunningWar::close);
        toDatabase.close();
        fromProxy.close();
        server.close();
    }

    @Test
    void noClientNoticesThatANodeIsKilledOrThatEveryNodeIsReplaced() throws Exception {
        List<PixelRequests> pixels = SentMails.in(nodes.get(0), home(0), url, PIXELS);
        Load load = Load.start(site(), pixels, CLIENTS, BETWEEN_REQUESTS);
        load.awaitAnswers(SOME_ANSWERS);
        nodes.get(0).kill();
        load.awaitAnswers(SOME_ANSWERS);
        nodes.set(0, start(0));
        awaitHits(0);
        for (int node = 0; node < NODES; node++) {
            load.awaitAnswers(SOME_ANSWERS);
            nodes.get(node).terminate();
            load.awaitAnswers(SOME_ANSWERS);
            nodes.set(node, start(node));
            awaitHits(node);
        }
        load.awaitAnswers(SOME_ANSWERS);
        load.stop();

        assertEquals(List.of(), load.faults(), Files.readString(log()));
        Tally tally = Tally.ofComplete(pixels, AdminApi.of(nodes.get(1)));
        assertEquals(0, tally.lost() + tally.unrequested() + tally.miscounted(), tally::toString);
        // A request that the proxy retried may have been recorded by the killed node before it could respond.
        assertTrue(tally.duplicated() <= CLIENTS, tally::toString);
        assertEquals(0, AdminApi.of(nodes.get(1)).recount().different());
    }

    @Test
    void aListenerGetsEachEventOnceWhileOneNodeIsKilledAndTheOtherReplaced() throws Exception {
        List<PixelRequests> pixels = SentMails.in(nodes.get(0), home(0), url, PIXELS);
        try (StreamFollower follower = StreamFollower.start(site(), nodes.get(0).key());
                StreamFollower other = StreamFollower.start(site(), nodes.get(0).key())) {
            Load load = Load.start(site(), pixels, CLIENTS, BETWEEN_REQUESTS);
            load.awaitAnswers(SOME_ANSWERS);
            nodes.get(0).kill();
            load.awaitAnswers(SOME_ANSWERS);
            nodes.set(0, start(0));
            awaitHits(0);
            load.awaitAnswers(SOME_ANSWERS);
            nodes.get(1).terminate();
            nodes.set(1, start(1));
            awaitHits(1);
            load.stop();
            Tally.ofComplete(pixels, AdminApi.of(nodes.get(1)));
            List<String> stored = follower.stored();
            for (StreamFollower each : List.of(follower, other)) {
                each.awaitAll(TIMEOUT);
                assertEquals(List.of(), each.resets());
                assertEquals(Set.copyOf(stored), Set.copyOf(each.received()), Files.readString(log()));
                assertEquals(stored.size(), each.received().size());
            }
        }
    }

    @Test
    void aFrozenNodeIsSkipped() throws Exception {
        List<PixelRequests> pixels = SentMails.in(nodes.get(0), home(0), url, PIXELS);
        Load load = Load.start(site(), pixels, CLIENTS, BETWEEN_REQUESTS);
        load.awaitAnswers(SOME_ANSWERS);
        nodes.get(0).freeze();
        awaitAnswersFor(FROZEN, load);
        nodes.get(0).thaw();
        load.awaitAnswers(SOME_ANSWERS);
        load.stop();

        nothingIsLost(pixels, load, retried(FROZEN));
    }

    @Test
    void aNodeWithoutNetworkIsSkippedAndKeepsItsAnsweredHits() throws Exception {
        List<PixelRequests> pixels = SentMails.in(nodes.get(0), home(0), url, PIXELS);
        Load load = Load.start(site(), pixels, CLIENTS, BETWEEN_REQUESTS);
        load.awaitAnswers(SOME_ANSWERS);
        toDatabase.cut();
        fromProxy.cut();
        awaitAnswersFor(CUT_OFF, load);
        toDatabase.restore();
        fromProxy.restore();
        load.awaitAnswers(SOME_ANSWERS);
        load.stop();

        nothingIsLost(pixels, load, retried(CUT_OFF));
        assertEquals(0, AdminApi.of(nodes.get(0)).recount().different());
    }

    @Test
    void aSlowConnectionToTheDatabaseDelaysNoClient() throws Exception {
        List<PixelRequests> pixels = SentMails.in(nodes.get(0), home(0), url, PIXELS);
        toDatabase.slow(SLOWED);
        Load load = Load.start(site(), pixels, CLIENTS, BETWEEN_REQUESTS);
        awaitAnswersFor(FROZEN, load);
        toDatabase.slow(Duration.ZERO);
        load.stop();

        nothingIsLost(pixels, load, 0);
        assertTrue(load.slowest().compareTo(SOON) < 0, () -> "a client waited " + load.slowest());
    }

    private static void awaitAnswersFor(Duration time, Load load) throws InterruptedException {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            load.awaitAnswers(1);
        }
    }

    /** Returns the maximum number of requests that the proxy sent to both nodes, because clients waited for the silent one. */
    private static long retried(Duration silence) {
        return CLIENTS * (silence.dividedBy(PROXY_TIMEOUT) + 2);
    }

    private void nothingIsLost(List<PixelRequests> pixels, Load load, long retried) throws Exception {
        assertEquals(List.of(), load.faults(), Files.readString(log()));
        Tally tally = Tally.ofComplete(pixels, AdminApi.of(nodes.get(1)));
        assertEquals(0, tally.lost() + tally.unrequested() + tally.miscounted(), tally::toString);
        // A node that did not respond processes its pending requests later, although the other node has answered them.
        assertTrue(tally.duplicated() <= retried, tally::toString);
    }

    private RunningWar start(int node) throws IOException {
        return RunningWar.serving(
                Files.createDirectories(folder.resolve("node" + node)),
                Map.of(
                        "TELLTALE_DATABASE_URL",
                        node == 0 ? url.replace(":" + server.port(), ":" + toDatabase.port()) : url,
                        "TELLTALE_DATABASE_USER",
                        "postgres",
                        "TELLTALE_TRUSTED_PROXIES",
                        "127.0.0.1",
                        "TELLTALE_PORT",
                        Integer.toString(ports[node])));
    }

    private Path home(int node) {
        return folder.resolve("node" + node).resolve("home");
    }

    private String site() {
        return "http://127.0.0.1:" + ports[NODES];
    }

    /** Returns the name of the proxy's configuration file in docker/. */
    abstract String configurationFile();

    /**
     * Returns the complete configuration of the proxy.
     *
     * @param folder the folder for the proxy's files
     */
    abstract String whole(String configuration, Path folder);

    /** Returns the command that starts the proxy in the foreground. */
    abstract List<String> command(Path configuration);

    /** Returns the Debian package of the proxy. */
    abstract String debianPackage();

    private Process proxy() throws IOException {
        String configurationFile = Files.readString(Path.of("docker", configurationFile()))
                .replace("node1:8080", "127.0.0.1:" + fromProxy.port())
                .replace("node2:8080", "127.0.0.1:" + ports[1])
                .replaceAll("(listen|bind) :?8080", "$1 127.0.0.1:" + ports[NODES]);
        List<String> command =
                command(Files.writeString(folder.resolve("proxy.conf"), whole(configurationFile, folder)));
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    command.get(0) + " is missing: sudo apt-get install " + debianPackage(), missing);
        }
        await(() -> connects(ports[NODES]), command.get(0) + " does not listen");
        return started;
    }

    private Path log() {
        return folder.resolve("proxy.log");
    }

    /** Waits until the proxy uses a node again. */
    private void awaitHits(int node) throws IOException, InterruptedException {
        AdminApi api = AdminApi.of(nodes.get(node));
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (api.hits().getOrDefault("received", 0L) == 0) {
            assertTrue(System.nanoTime() < end, "the proxy does not use node " + node);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void await(java.util.function.BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean connects(int port) {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
