package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final int ROUNDS = Integer.getInteger("kill.rounds", Scenario.ALL.size());
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

    /**
     * A round.
     *
     * @param mode the behavior of the first mail server
     * @param servers the number of mail servers; the others accept mail
     */
    private record Scenario(ServerMode mode, int servers) {
        static final List<Scenario> ALL = List.of(
                new Scenario(ServerMode.NORMAL, 1),
                new Scenario(ServerMode.CLOSING, 1),
                new Scenario(ServerMode.STALLING, 1),
                new Scenario(ServerMode.BUSY, 1),
                new Scenario(ServerMode.STALLING, 3),
                new Scenario(ServerMode.BUSY, 3));

        int maxDuplicatesPerKill() {
            return servers * SendingTally.MAX_DUPLICATES_PER_KILL;
        }
    }

    @Test
    void acceptedMailIsSentAlthoughTheProcessIsKilled() throws Exception {
        SendingTally sum = SendingTally.NONE;
        int allKills = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Scenario scenario = Scenario.ALL.get(round % Scenario.ALL.size());
            int kills = 1 + random.nextInt(MAX_KILLS);
            SendingTally sendingTally = round(new Batch("round-" + round, RECIPIENTS), scenario, kills);
            String what =
                    "seed " + SEED + ", round " + round + " (" + scenario + ", " + kills + " kills): " + sendingTally;
            assertTrue(sendingTally.isRight(), what);
            assertTrue(sendingTally.duplicated() <= kills * scenario.maxDuplicatesPerKill(), what);
            sum = sum.plus(sendingTally);
            allKills += kills;
        }
        System.out.printf(
                "%d rounds, %d kills (seed %d); at most %d duplicates for each kill and server: %s%n",
                ROUNDS, allKills, SEED, SendingTally.MAX_DUPLICATES_PER_KILL, sum);
    }

    private SendingTally round(Batch batch, Scenario scenario, int kills) throws Exception {
        Map<String, Integer> doubts = new HashMap<>();
        try (Servers servers = Servers.start(scenario.servers())) {
            for (int kill = 0; kill < kills; kill++) {
                killWhileSending(batch, servers, scenario.mode());
                doubt(doubts);
            }
            ServerMode.NORMAL.applyTo(servers.first());
            try (RunningWar war = start(servers)) {
                batch.post(war).join();
                assertEquals(List.of(), batch.faults());
                assertTrue(batch.isComplete());
                AdminApi api = AdminApi.of(war);
                AdminApi.Progress progress = SendingTally.awaitEnd(batch, api);
                assertEquals(0, api.recount().different());
                return SendingTally.of(batch, progress, SendingTally.copies(servers.messages()), doubts);
            }
        }
    }

    /** Kills the process at a random time, while the batch is being submitted or while its mails are being sent. */
    private void killWhileSending(Batch batch, Servers servers, ServerMode mode) throws Exception {
        ServerMode.NORMAL.applyTo(servers.first());
        try (RunningWar war = start(servers)) {
            Thread posting = batch.post(war);
            if (random.nextInt(4) == 0) {
                await(batch::answered, batch.answered() + random.nextInt(RECIPIENTS), posting);
            } else {
                int some = servers.messages().size() + random.nextInt(RECIPIENTS / 4);
                await(() -> servers.messages().size(), some, posting);
            }
            mode.applyTo(servers.first());
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

    private RunningWar start(Servers servers) throws IOException {
        return RunningWar.serving(folder, servers.settings());
    }

    /** Mail servers with equal shares of the mail, which reject every third recipient. */
    private record Servers(List<ScriptedSmtpServer> all) implements AutoCloseable {
        static Servers start(int number) throws IOException {
            List<ScriptedSmtpServer> servers = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                servers.add(ScriptedSmtpServer.start().reject(Batch.REFUSED));
            }
            return new Servers(servers);
        }

        ScriptedSmtpServer first() {
            return all.get(0);
        }

        List<String> messages() {
            return all.stream().flatMap(server -> server.messages().stream()).toList();
        }

        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>(SendingTally.through(first().port()));
            for (int i = 1; i < all.size(); i++) {
                settings.put(
                        "EMAIL_SERVERS" + (i == 1 ? "" : "_" + i),
                        "relay-" + i + " smtp://127.0.0.1:" + all.get(i).port());
            }
            return settings;
        }

        @Override
        public void close() throws IOException {
            for (ScriptedSmtpServer server : all) {
                server.close();
            }
        }
    }
}
