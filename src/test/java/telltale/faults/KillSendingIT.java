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
 * Whoever was taken on gets the mail, however often the process is killed while mails leave, and twice only what was
 * under way then. {@code bench/kill-sending 50} runs fifty rounds.
 */
class KillSendingIT {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", Mood.values().length);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int RECIPIENTS = Integer.getInteger("kill.recipients", 1_000);
    private static final int MAX_KILLS = 3;
    private static final long MAX_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Long enough that every connection waits for the server. */
    private static final Duration TROUBLE = Duration.ofMillis(500);

    private static final int SIGKILL = 128 + 9;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Random random = new Random(SEED);

    @TempDir
    private Path folder;

    /** How the mail server is when the process is killed. It always refuses every third recipient. */
    private enum Mood {
        WELL,
        /** It ends each connection after ten mails. */
        CLOSES,
        /** It takes mails and does not say so. */
        STALLS,
        /** It wants no mail now. */
        BUSY;

        void of(ScriptedSmtpServer server) {
            switch (this) {
                case WELL -> server.recover();
                case CLOSES -> server.closeAfter(10);
                case STALLS -> server.fallSilent(Step.END_OF_DATA);
                case BUSY -> server.reply(Step.MAIL, "421 4.3.2 not now");
            }
        }

        boolean isTrouble() {
            return this == STALLS || this == BUSY;
        }
    }

    @Test
    void whoeverWasTakenOnGetsTheMailHoweverOftenTheProcessIsKilled() throws Exception {
        Mailing sum = Mailing.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            Mood mood = Mood.values()[round % Mood.values().length];
            Mailing mailing = round(new Batch("round-" + round, RECIPIENTS), mood);
            assertTrue(mailing.isRight(), "seed " + SEED + ", round " + round + " (" + mood + "): " + mailing);
            sum = sum.plus(mailing);
        }
        System.out.println(ROUNDS + " rounds (seed " + SEED + "): " + sum);
    }

    private Mailing round(Batch batch, Mood mood) throws Exception {
        Map<String, Integer> doubts = new HashMap<>();
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().reject(Batch.REFUSED)) {
            int kills = 1 + random.nextInt(MAX_KILLS);
            for (int kill = 0; kill < kills; kill++) {
                killWhileSending(batch, server, mood);
                doubt(doubts);
            }
            Mood.WELL.of(server);
            try (RunningWar war = start(server)) {
                batch.post(war).join();
                assertEquals(List.of(), batch.faults());
                assertTrue(batch.isTaken());
                AdminApi api = AdminApi.of(war);
                AdminApi.Progress progress = Mailing.awaitEnd(batch, api);
                assertEquals(0, api.recount().different());
                return Mailing.of(batch, progress, Mailing.copies(server.messages()), doubts);
            }
        }
    }

    /** At any moment: while the batch is being taken on, or while its mails leave. */
    private void killWhileSending(Batch batch, ScriptedSmtpServer server, Mood mood) throws Exception {
        Mood.WELL.of(server);
        try (RunningWar war = start(server)) {
            Thread posting = batch.post(war);
            if (random.nextInt(4) == 0) {
                await(batch::answered, batch.answered() + random.nextInt(RECIPIENTS), posting);
            } else {
                int some = server.messages().size() + random.nextInt(RECIPIENTS / 4);
                await(() -> server.messages().size(), some, posting);
            }
            mood.of(server);
            LockSupport.parkNanos(mood.isTrouble() ? TROUBLE.toNanos() : random.nextLong(MAX_EXTRA_NANOS));
            assertEquals(SIGKILL, war.kill());
            posting.join();
        }
    }

    /** Waits until there are so many, or as many as will be. */
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
            Mailing.doubt(store, doubts);
        }
    }

    private RunningWar start(ScriptedSmtpServer server) throws IOException {
        return RunningWar.serving(folder, Mailing.through(server.port()));
    }
}
