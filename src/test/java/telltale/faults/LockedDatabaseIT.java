package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.launcher.RunningWar;

/** Tests of opens while another process locks the database, for less and for more than Telltale's timeout. */
class LockedDatabaseIT {
    /** The number of hits received, which is reported beside their dispositions. */
    private static final String RECEIVED = "received";

    private static final int CLIENTS = 6;
    /** Enough for twice the total time for which the database is locked. */
    private static final int PIXELS = 180;

    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);
    private static final int SOME_ANSWERS = 100;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(7);
    /** Twice the deadline of a response, because the machine is also busy with the clients. */
    private static final Duration MAX_ANSWER = Duration.ofSeconds(2);

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void aLockedDatabaseDelaysNoAnswerForLongAndLosesNoHit() throws Exception {
        List<PixelRequests> pixels = SentMails.in(folder, PIXELS);
        try (RunningWar war = RunningWar.serving(folder)) {
            Load load = Load.start(war.awaitSite(), pixels, CLIENTS, BETWEEN_REQUESTS);
            AdminApi api = AdminApi.of(war);
            load.awaitAnswers(SOME_ANSWERS);
            lock(SHORT);
            load.awaitAnswers(SOME_ANSWERS);
            lock(LONG);
            load.awaitAnswers(SOME_ANSWERS);
            load.stop();

            assertEquals(List.of(), load.faults());
            assertTrue(load.slowest().compareTo(MAX_ANSWER) < 0, "slowest answer: " + load.slowest());
            assertDispositionsAddUp(pixels, api);
            awaitReady(api);
        }
    }

    private void lock(Duration howLong) throws SQLException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("home/telltale.db"));
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("pragma busy_timeout=30000");
            statement.execute("begin immediate");
            long end = System.nanoTime() + howLong.toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            statement.execute("rollback");
        }
    }

    private static void assertDispositionsAddUp(List<PixelRequests> pixels, AdminApi api)
            throws IOException, InterruptedException {
        Tally tally = Tally.ofComplete(pixels, api);
        Map<String, Long> hits = awaitHits(tally.answered(), api);
        String found = tally + "; " + hits;

        assertTrue(tally.isRight(), found);
        assertEquals(tally.answered(), tally.stored(), found);
        assertEquals(tally.answered(), hits.get(RECEIVED), found);
        assertEquals(tally.answered(), sumOfDispositions(hits), found);
        assertEquals(tally.answered(), hits.get("stored"), found);
    }

    /** Waits until spooled hits are stored after the lock is released. */
    private static Map<String, Long> awaitHits(long answered, AdminApi api) throws IOException, InterruptedException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        Map<String, Long> hits = api.hits();
        while (hits.getOrDefault("stored", 0L) < answered && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            hits = api.hits();
        }
        return hits;
    }

    private static void awaitReady(AdminApi api) throws IOException, InterruptedException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        String status = api.readiness();
        while (!status.equals("ready") && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            status = api.readiness();
        }
        assertEquals("ready", status, "after " + RECOVERY);
    }

    private static long sumOfDispositions(Map<String, Long> hits) {
        return hits.values().stream().mapToLong(Long::longValue).sum() - hits.getOrDefault(RECEIVED, 0L);
    }
}
