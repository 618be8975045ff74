package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.submission.SmtpClient;

/**
 * Tests that each mail with a reply of success is stored once and sent, however often the process is killed while programs submit
 * mail over SMTP. {@code bench/kill-submission 20} kills it twenty times.
 *
 * <p>As mail programs do, a program whose connection ends submits the mail again, with the same idempotency key.
 */
class KillSubmissionIT {
    private static final int KILLS = Integer.getInteger("kill.kills", 2);
    private static final int PROGRAMS = Integer.getInteger("kill.programs", 10);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int SIGKILL = 128 + 9;
    /** The mails that are accepted between two kills. */
    private static final int MIN_MAILS = 50;

    private static final int MAX_MAILS = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(8);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Random random = new Random(SEED);
    private final int port = FreePort.find();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger interrupted = new AtomicInteger();
    /** The recipients of the mails that got a reply of success. */
    private final Set<String> accepted = new ConcurrentSkipListSet<>();
    /** How often each delivery was in flight when its process was killed. */
    private final Map<String, Integer> doubts = new HashMap<>();

    @TempDir
    private Path folder;

    @Test
    void acceptedMailIsStoredOnceAndSentAlthoughTheProcessIsKilled() throws Exception {
        ExecutorService programs = Executors.newFixedThreadPool(PROGRAMS);
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()) {
            Map<String, String> settings = new HashMap<>(SendingTally.through(server.port()));
            settings.put("TELLTALE_SMTP_PORT", Integer.toString(port));
            List<CompletableFuture<Void>> submitting = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                try (RunningWar war = RunningWar.serving(folder, settings)) {
                    war.awaitSite();
                    for (int i = submitting.size(); i < PROGRAMS; i++) {
                        String name = "p" + i;
                        submitting.add(CompletableFuture.runAsync(() -> submit(name), programs));
                    }
                    awaitMails(accepted.size() + MIN_MAILS + random.nextInt(MAX_MAILS - MIN_MAILS));
                    assertEquals(SIGKILL, war.kill());
                }
                try (Store store = SqliteStore.open(
                        folder.resolve("home/telltale.db"), folder.resolve("native"), Duration.ofSeconds(5))) {
                    SendingTally.doubt(store, doubts);
                }
            }
            try (RunningWar war = RunningWar.serving(folder, settings)) {
                war.awaitSite();
                isOver.set(true);
                submitting.forEach(CompletableFuture::join);
                check(AdminApi.of(war), server);
            }
        } finally {
            isOver.set(true);
            programs.shutdownNow();
        }
    }

    /** Waits until so many mails were accepted. */
    private void awaitMails(int count) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (accepted.size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos() / 10);
        }
    }

    /** Submits mails over one connection, and over a new one after each kill. */
    private void submit(String name) {
        int next = 0;
        while (!isOver.get()) {
            try (SmtpClient client = new SmtpClient(port)) {
                client.reply();
                client.send("EHLO " + name + ".example.com");
                client.logIn(Files.readString(folder.resolve("home/track-key")).strip());
                for (String to = to(name, next); accept(client, to) && !isOver.get(); to = to(name, next)) {
                    next++;
                }
            } catch (IOException killed) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static String to(String program, int number) {
        return program + "-" + number + "@example.com";
    }

    /** Submits a mail; false if the connection ended without a reply. */
    private boolean accept(SmtpClient client, String to) throws IOException {
        String reply = client.submit(
                "From: shop@example.com\nTo: " + to + "\nSubject: Your order\nX-Telltale-Idempotency-Key: " + to
                        + "\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>See <a href='https://example.com/'>it</a></p>",
                to);
        if (reply.startsWith("250 2.0.0 queued")) {
            return accepted.add(to);
        }
        interrupted.incrementAndGet();
        return false;
    }

    private void check(AdminApi api, ScriptedSmtpServer server) throws Exception {
        Map<String, String> stored = stored(api);
        String what = "seed " + SEED + ", " + KILLS + " kills, " + interrupted + " mails without a reply";
        assertTrue(accepted.size() >= KILLS * MIN_MAILS, what);
        Set<String> lost = new TreeSet<>(accepted);
        lost.removeAll(stored.values());
        assertEquals(Set.of(), lost, what);
        Map<String, Integer> copies = awaitCopies(stored, server);
        Set<String> unsent = new TreeSet<>();
        Set<String> unexplained = new TreeSet<>();
        int duplicates = 0;
        for (Map.Entry<String, String> mail : stored.entrySet()) {
            int came = copies.getOrDefault(mail.getKey(), 0);
            if (came == 0) {
                unsent.add(mail.getValue());
            }
            if (came > 1 + doubts.getOrDefault(mail.getKey(), 0)) {
                unexplained.add(mail.getValue());
            }
            duplicates += came > 1 ? 1 : 0;
        }
        assertEquals(Set.of(), unsent, () -> what + unsentDeliveries(api, unsent));
        assertEquals(Set.of(), unexplained, what);
        System.out.printf(
                "%s: %d mails got a reply of success; %d are stored, each once, and were sent, %d of them more than once%n",
                what, accepted.size(), stored.size(), duplicates);
    }

    /** What the API returns about mails that were not sent. */
    private static String unsentDeliveries(AdminApi api, Set<String> recipients) {
        try {
            return api.all("/api/v1/deliveries", "deliveries").stream()
                    .filter(delivery -> recipients.contains(delivery.getString("to")))
                    .map(delivery -> "\n" + delivery)
                    .collect(Collectors.joining());
        } catch (IOException failed) {
            return "\n" + failed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The recipients of all deliveries, by the ids; each has one. */
    private static Map<String, String> stored(AdminApi api) throws IOException, InterruptedException {
        Map<String, String> stored = new HashMap<>();
        Set<String> recipients = new TreeSet<>();
        for (JsonObject delivery : api.all("/api/v1/deliveries", "deliveries")) {
            String to = delivery.getString("to");
            assertTrue(recipients.add(to), () -> to + " is stored twice");
            stored.put(delivery.getString("id"), to);
        }
        return stored;
    }

    /** The copies of each delivery that the mail server has, once it has all or a long time passed. */
    private static Map<String, Integer> awaitCopies(Map<String, String> stored, ScriptedSmtpServer server) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        Map<String, Integer> copies = SendingTally.copies(server.messages());
        while (!copies.keySet().containsAll(stored.keySet()) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos() * 10);
            copies = SendingTally.copies(server.messages());
        }
        return copies;
    }
}
