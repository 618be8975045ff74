package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.postfix.PostfixServer;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;

/**
 * Sends a personalized batch through a real Postfix while the process and its PostgreSQL are killed and restarted.
 * {@code bench/kill-sending-postfix} does so with ten thousand mails.
 */
class PostfixSendingFullIT {
    private static final int RECIPIENTS = Integer.getInteger("kill.recipients", 1_000);
    private static final int FAULTS = Integer.getInteger("kill.faults", 4);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final Duration UNAVAILABLE = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Random random = new Random(SEED);
    private final PostgresServer database = new PostgresServer();
    private final String url = database.newDatabase();
    private final Batch batch = new Batch("through-postfix", RECIPIENTS);
    private PostfixServer postfix;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        postfix = new PostfixServer(FreePort.find());
        postfix.answer("/^" + Batch.REFUSED + "/ 550 5.1.1 no such user\n");
    }

    @AfterEach
    void end() throws Exception {
        postfix.close();
        database.close();
    }

    @Test
    void everyMailOfABatchArrivesAlthoughTheProcessAndTheDatabaseAreKilled() throws Exception {
        Map<String, Integer> doubts = new HashMap<>();
        for (int fault = 0; fault < FAULTS; fault++) {
            try (RunningWar war = serve()) {
                Thread posting = batch.post(war);
                awaitArrivals((fault + random.nextInt(2)) * (RECIPIENTS * 2 / 3) / (FAULTS + 1));
                if (fault % 2 == 1) {
                    database.kill();
                    LockSupport.parkNanos(UNAVAILABLE.toNanos());
                    database.start();
                    awaitArrivals(postfix.delivered().size() + 1);
                }
                war.kill();
                posting.join();
            }
            doubt(doubts);
        }
        SendingTally sendingTally;
        try (RunningWar war = serve()) {
            batch.post(war).join();
            AdminApi api = AdminApi.of(war);
            AdminApi.Progress progress = SendingTally.awaitEnd(batch, api);
            assertEquals(0, api.recount().different());
            postfix.awaitDelivered(progress.accepted());
            sendingTally = SendingTally.of(batch, progress, SendingTally.copies(arrived()), doubts);
        }
        int maxDuplicates = FAULTS * SendingTally.MAX_DUPLICATES_PER_KILL;
        System.out.printf(
                "%d faults through Postfix (seed %d), at most %d duplicates: %s%n",
                FAULTS, SEED, maxDuplicates, sendingTally);
        assertTrue(sendingTally.duplicated() <= maxDuplicates, sendingTally::toString);
        assertTrue(batch.isComplete());
        assertTrue(sendingTally.isRight(), "seed " + SEED + ": " + sendingTally);
    }

    private List<String> arrived() throws IOException {
        List<String> mails = new ArrayList<>();
        for (Path mail : postfix.delivered()) {
            mails.add(Files.readString(mail, StandardCharsets.ISO_8859_1));
        }
        return mails;
    }

    private void awaitArrivals(int count) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (postfix.delivered().size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void doubt(Map<String, Integer> doubts) {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(5));
        try (Store store = PostgresStore.open(connections, UUID.randomUUID(), (joined, secrets) -> {})) {
            SendingTally.doubt(store, doubts);
        }
    }

    private RunningWar serve() throws IOException {
        Map<String, String> settings = new HashMap<>(postfix.settings());
        settings.put("TELLTALE_DATABASE_URL", url);
        settings.put("TELLTALE_DATABASE_USER", "postgres");
        settings.put("TELLTALE_HOLD_SHARE", "0");
        return RunningWar.servingWith(postfix.trusting(), folder, settings);
    }
}
