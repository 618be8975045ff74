package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;

/**
 * Tests that answered hits are stored exactly once, however the process ends. {@code bench/kill 100} runs a hundred rounds.
 *
 * <p>Data that a killed process has written are still in the operating system's cache; {@link SyncFullIT} tests that they
 * are also on disk.
 */
class KillIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 2);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int CLIENTS = 6;
    /** More than the clients can request before the process is killed. */
    private static final int PIXELS = 48;

    private static final int MAX_ANSWERS = 2_000;
    private static final long MAX_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** About as long as a start takes, so that some kills happen during the recovery from the previous kill. */
    private static final long MAX_START_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    @Test
    void answeredHitsAreStoredOnceAlthoughTheProcessIsKilled() throws Exception {
        List<PixelRequests> mails = SentMails.in(folder, ROUNDS * PIXELS);
        List<PixelRequests> before = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<PixelRequests> pixels = mails.subList(round * PIXELS, (round + 1) * PIXELS);
            if (random.nextInt(3) == 0) {
                killWhileStarting();
            }
            checkAndKillUnderLoad(before, pixels);
            before = pixels;
            if ((round + 1) % 10 == 0) {
                System.out.println((round + 1) + " of " + ROUNDS + " rounds");
            }
        }
        Tally sum = check(mails);
        System.out.println(ROUNDS + " rounds (seed " + SEED + "): " + sum);
    }

    @Test
    void aTerminatedServerHasStoredExactlyTheAnsweredHits() throws Exception {
        List<PixelRequests> pixels = SentMails.in(folder, PIXELS);
        try (RunningWar war = RunningWar.serving(folder)) {
            Load load = Load.start(war.awaitSite(), pixels, CLIENTS, Duration.ZERO);
            load.awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
            load.allowShutdown();
            assertEquals(SIGTERM, war.terminate());
            load.join();
            assertEquals(List.of(), load.faults());
        }
        Tally tally = check(pixels);
        assertEquals(tally.answered(), tally.stored(), "seed " + SEED + ": " + tally);
    }

    private void checkAndKillUnderLoad(List<PixelRequests> before, List<PixelRequests> pixels) throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            check(before, war);
            Load load = Load.start(war.awaitSite(), pixels, CLIENTS, Duration.ZERO);
            load.awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
            LockSupport.parkNanos(random.nextLong(MAX_EXTRA_NANOS));
            load.allowShutdown();
            assertEquals(SIGKILL, war.kill());
            load.join();
            assertEquals(List.of(), load.faults());
        }
    }

    private void killWhileStarting() throws IOException, InterruptedException {
        try (RunningWar war = RunningWar.serving(folder)) {
            LockSupport.parkNanos(random.nextLong(MAX_START_NANOS));
            assertEquals(SIGKILL, war.kill());
        }
    }

    private Tally check(List<PixelRequests> pixels) throws IOException, InterruptedException {
        try (RunningWar war = RunningWar.serving(folder)) {
            return check(pixels, war);
        }
    }

    private static Tally check(List<PixelRequests> pixels, RunningWar war) throws IOException, InterruptedException {
        Tally tally = Tally.ofComplete(pixels, AdminApi.of(war));
        assertTrue(tally.isRight(), "seed " + SEED + ": " + tally);
        return tally;
    }
}
