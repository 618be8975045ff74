package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;

/**
 * Tests that answered hits are stored exactly once by two nodes on one PostgreSQL, whichever of the three is killed.
 * {@code bench/kill-postgresql 100} runs a hundred rounds.
 */
class KillPostgresIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int NODES = 2;
    private static final int CLIENTS = 3;
    private static final int PIXELS = 48;
    private static final int MAX_ANSWERS = 800;
    private static final int SOME_ANSWERS = 100;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(1);
    private static final long MAX_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Random random = new Random(SEED);
    private final PostgresServer server = new PostgresServer();
    private final String url = server.newDatabase();
    private final List<RunningWar> nodes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        nodes.forEach(RunningWar::close);
        server.close();
    }

    @Test
    void answeredHitsAreStoredOnceWhicheverProcessIsKilled() throws Exception {
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node));
        }
        List<PixelRequests> mails = SentMails.in(nodes.get(0), home(0), url, ROUNDS * PIXELS);
        Tally last = null;
        for (int round = 0; round < ROUNDS; round++) {
            List<PixelRequests> pixels = mails.subList(round * PIXELS, (round + 1) * PIXELS);
            // The victim is a node in two of three rounds, and the database in the third.
            int victim = round % (NODES + 1);
            List<Load> loads = load(pixels);
            if (victim == NODES) {
                killTheDatabase(loads);
            } else {
                kill(victim, loads);
            }
            last = Tally.ofComplete(pixels, AdminApi.of(nodes.get(round % NODES)));
            assertTrue(last.isRight(), "seed " + SEED + ", round " + round + ": " + last);
            if ((round + 1) % 10 == 0) {
                System.out.println((round + 1) + " of " + ROUNDS + " rounds");
            }
        }
        AdminApi api = AdminApi.of(nodes.get(0));
        Tally sum = Tally.ofComplete(mails, api);
        AdminApi.Recount recount = api.recount();
        System.out.println(ROUNDS + " rounds on PostgreSQL (seed " + SEED + "): " + sum + "; " + recount);
        assertTrue(sum.isRight(), "seed " + SEED + ": " + sum);
        assertEquals(0, recount.different());
    }

    private void kill(int victim, List<Load> loads) throws Exception {
        loads.get(victim).awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
        LockSupport.parkNanos(random.nextLong(MAX_EXTRA_NANOS));
        loads.get(victim).allowShutdown();
        nodes.get(victim).kill();
        loads.get(1 - victim).awaitAnswers(SOME_ANSWERS);
        finish(loads);
        nodes.set(victim, start(victim));
    }

    /** Opening a mail works as usual while the database is unavailable. */
    private void killTheDatabase(List<Load> loads) throws Exception {
        loads.get(0).awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
        server.kill();
        for (Load load : loads) {
            load.awaitAnswers(SOME_ANSWERS);
        }
        server.start();
        for (Load load : loads) {
            load.awaitAnswers(SOME_ANSWERS);
        }
        finish(loads);
    }

    private static void finish(List<Load> loads) throws InterruptedException {
        for (Load load : loads) {
            load.stop();
            assertEquals(List.of(), load.faults());
        }
    }

    private List<Load> load(List<PixelRequests> pixels) throws InterruptedException {
        List<Load> loads = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            List<PixelRequests> own = pixels.subList(node * PIXELS / NODES, (node + 1) * PIXELS / NODES);
            loads.add(Load.start(nodes.get(node).awaitSite(), own, CLIENTS, BETWEEN_REQUESTS));
        }
        return loads;
    }

    private RunningWar start(int node) throws Exception {
        return RunningWar.serving(
                Files.createDirectories(folder.resolve("node" + node)),
                Map.of("TELLTALE_DATABASE_URL", url, "TELLTALE_DATABASE_USER", "postgres"));
    }

    private Path home(int node) {
        return folder.resolve("node" + node).resolve("home");
    }
}
