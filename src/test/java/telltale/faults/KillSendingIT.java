package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

/**
 * Tests that accepted mail is sent, however often the process is killed meanwhile, and that only mails in flight at a kill
 * are sent twice. {@code bench/kill-sending 50} runs fifty rounds.
 */
class KillSendingIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", ServerMode.values().length);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int RECIPIENTS = Integer.getInteger("kill.recipients", 1_000);
    /** A mail that a busy server defers at each kill waits a minute, then longer and longer. */
    private static final int MAX_KILLS = Integer.getInteger("kill.kills", 1);

    private static final long MAX_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Long enough that every connection waits for the server. */
    private static final Duration FAULT_DURATION = Duration.ofMillis(500);

    private static final int SIGKILL = 128 + 9;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    /** The behavior of the mail server when the process is killed. It always rejects every third recipient. */
    private enum ServerMode {
        NORMAL,
        /** Closes each connection after ten mails. */
        CLOSING,
        /** Accepts mails but does not reply. */
        STALLING,
        /** Defers all mail. */
        BUSY;

        void applyTo(ScriptedSmtpServer server) {
            switch (this) {
                case NORMAL -> server.recover();
                case CLOSING -> server.closeAfter(10);
                case STALLING -> server.fallSilent(Step.END_OF_DATA);
                case BUSY -> server.reply(Step.MAIL, "421 4.3.2 not now");
            }
        }

        boolean isFault() {
            return this == STALLING || this == BUSY;
        }
    }

    @Test
    void acceptedMailIsSentAlthoughTheProcessIsKilled() throws Exception {
        SendingTally sum = SendingTally.NONE;
        int allKills = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ServerMode mode = ServerMode.values()[round % ServerMode.values().length];
            int kills = 1 + random.nextInt(MAX_KILLS);
            SendingTally sendingTally = round(new Batch("round-" + round, RECIPIENTS), mode, kills);
            String what = "seed " + SEED + ", round " + round + " (" + mode + ", " + kills + " kills): " + sendingTally;
            assertTrue(sendingTally.isRight(), what);
            assertTrue(sendingTally.duplicated() <= kills * SendingTally.MAX_DUPLICATES_PER_KILL, what);
            sum = sum.plus(sendingTally);
            allKills += kills;
        }
        System.out.printf(
                "%d rounds, %d kills (seed %d); at most %d duplicates for each kill: %s%n",
                ROUNDS, allKills, SEED, SendingTally.MAX_DUPLICATES_PER_KILL, sum);
    }

    private SendingTally round(Batch batch, ServerMode mode, int kills) throws Exception {
        Map<String, Integer> doubts = new HashMap<>();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reject(Batch.REFUSED)) {
            for (int kill = 0; kill < kills; kill++) {
                killWhileSending(batch, server, mode);
                doubt(doubts);
            }
            ServerMode.NORMAL.applyTo(server);
            try (RunningWar war = start(server)) {
                batch.post(war).join();
                assertEquals(List.of(), batch.faults());
                assertTrue(batch.isComplete());
                AdminApi api = AdminApi.of(war);
                AdminApi.Progress progress = SendingTally.awaitEnd(batch, api);
                assertEquals(0, api.recount().different());
                return SendingTally.of(batch, progress, SendingTally.copies(server.messages()), doubts);
            }
        }
    }

    /** Kills the process at a random time, while the batch is being submitted or while its mails are being sent. */
    private void killWhileSending(Batch batch, ScriptedSmtpServer server, ServerMode mode) throws Exception {
        ServerMode.NORMAL.applyTo(server);
        try (RunningWar war = start(server)) {
            Thread posting = batch.post(war);
            if (random.nextInt(4) == 0) {
                await(batch::answered, batch.answered() + random.nextInt(RECIPIENTS), posting);
            } else {
                int some = server.messages().size() + random.nextInt(RECIPIENTS / 4);
                await(() -> server.messages().size(), some, posting);
            }
            mode.applyTo(server);
            LockSupport.parkNanos(mode.isFault() ? FAULT_DURATION.toNanos() : random.nextLong(MAX_EXTRA_NANOS));
            assertEquals(SIGKILL, war.kill());
            posting.join();
        }
    }

    /** Waits until a count is reached, or does not grow any more. */
    private static void await(IntSupplier count, int wanted, Thread posting) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        long still = System.nanoTime();
        for (int last = count.getAsInt(); last < wanted && System.nanoTime() < end; ) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            int now = count.getAsInt();
            if (now != last || posting.isAlive()) {
                still = System.nanoTime();
            } else if (System.nanoTime() - still > TimeUnit.SECONDS.toNanos(2)) {
                return;
            }
            last = now;
        }
    }

    private void doubt(Map<String, Integer> doubts) {
        Path database = folder.resolve("home").resolve("telltale.db");
        try (Store store = SqliteStore.open(database, folder.resolve("native"), Duration.ofSeconds(5))) {
            SendingTally.doubt(store, doubts);
        }
    }

    private RunningWar start(ScriptedSmtpServer server) throws IOException {
        return RunningWar.serving(folder, SendingTally.through(server.port()));
    }
}
