package telltale.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The target of the attacks: a server under a steady load of pixels and mails, and its mail server. */
final class TestSite implements AutoCloseable {
    private static final int PIXELS_PER_SECOND = 300;
    private static final int DELIVERIES = 200;
    private static final String CAMPAIGN = "steady";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWERS = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofMillis(300);
    /** Longer than a call of {@code /track} waits for the mail server; until then its request stays in memory. */
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(45);

    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String OPENS = " opens: ";

    private final MailSink mails;
    private final ServerProcess server;
    private final TargetApi api;
    private final MailLedger ledger;
    private final List<String> pixels = new ArrayList<>();
    private final byte[] image;
    private final Attacker attacker;
    private final JvmProbe probe;
    private final JvmProbe.Vitals before;

    private TestSite(ServerProcess server, MailSink mails, Duration length, long seed)
            throws IOException, InterruptedException {
        this.server = server;
        this.mails = mails;
        this.api = new TargetApi(server.application(), server.key());
        this.ledger = new MailLedger(api, mails);
        this.image = api.image();
        for (int i = 0; i < DELIVERIES; i++) {
            pixels.add(api.pixel(CAMPAIGN, "reader" + i + "@example.com"));
        }
        this.attacker = new Attacker(server, mails, ledger, bait(), length, seed);
        warmUp();
        this.probe = JvmProbe.of(server.pid());
        this.before = probe.look();
    }

    /** @param folder an empty folder */
    static TestSite start(ServerKind kind, Path folder, Duration length, long seed)
            throws IOException, InterruptedException {
        MailSink mails = MailSink.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("EMAIL_HOST", "127.0.0.1");
        settings.put("EMAIL_PORT", Integer.toString(mails.port()));
        settings.put("EMAIL_TLS", "none");
        settings.put("EMAIL_FROM", "shop@example.com");
        ServerProcess server = ServerProcess.start(kind, Files.createDirectories(folder), settings);
        return new TestSite(server, mails, length, seed);
    }

    private Attacker.Links bait() throws IOException {
        api.sendTo(MailSink.ATTACKER);
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (mails.attackersMail().isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return Attacker.Links.of(mails.attackersMail());
    }

    /**
     * Allocates what every busy server allocates once, so that it is not attributed to an attack: classes, compiled code,
     * threads and their thread-local data, Tomcat's processors, prepared messages, connections to the mail server.
     */
    private void warmUp() throws IOException, InterruptedException {
        SteadyPixels load = SteadyPixels.start(server.address(), pixels, image, PIXELS_PER_SECOND);
        BusyMinute.pass(new Attacker(server, mails, ledger, attacker.links(), WARM_UP, attacker.seed()));
        ledger.submit("warm", 10);
        LockSupport.parkNanos(RECOVERY.toNanos());
        load.stop(ANSWERS);
        ledger.settle();
    }

    /** Runs an attack under the steady load, and measures its effect. */
    AttackReport endure(Attack attack) throws IOException, InterruptedException {
        long duplicates = mails.duplicates();
        long opens = api.opens(CAMPAIGN).orElseThrow();
        long log = server.logged();
        SteadyPixels load = SteadyPixels.start(server.address(), pixels, image, PIXELS_PER_SECOND);
        SteadySending sending = SteadySending.start(ledger);
        Answers answers = attack.run(attacker);
        LockSupport.parkNanos(RECOVERY.toNanos());
        SteadyPixels.Result loaded = load.stop(ANSWERS);
        SteadySending.Result sent = sending.stop();
        long lost = loaded.right() - (countedOpens(opens + loaded.right()) - opens);
        MailLedger.Balance balance = ledger.settle();
        String logged = server.loggedSince(log);
        return new AttackReport(
                attack,
                answers,
                loaded,
                Math.max(0, lost),
                sent,
                balance,
                mails.duplicates() - duplicates,
                look(),
                before.liveHeap(),
                before.openFiles(),
                bytesWithoutOpens(logged),
                holdsSecrets(logged));
    }

    /** Returns how many of the mails that were still queued after an attack have been lost since. */
    int mailsLostLater() {
        return ledger.lostLater();
    }

    /** Waits for hits that are still in the spool, as long as the count keeps growing. */
    private long countedOpens(long expected) {
        long end = System.nanoTime() + ANSWERS.toNanos();
        long opens = 0;
        while (opens < expected && server.isAlive() && System.nanoTime() < end) {
            long now = api.opens(CAMPAIGN).orElse(0L);
            if (now > opens) {
                opens = now;
                end = System.nanoTime() + ANSWERS.toNanos();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return opens;
    }

    /** Measures the server after giving it time to restart threads and to close files. */
    private AttackReport.Server look() {
        if (!server.isAlive()) {
            return new AttackReport.Server(before.threads(), -1, -1, "dead");
        }
        try {
            JvmProbe.Vitals now = probe.look();
            long end = System.nanoTime() + RECOVERED_WITHIN.toNanos();
            while (!isRecovered(now) && System.nanoTime() < end) {
                LockSupport.parkNanos(RECOVERY.toNanos());
                now = probe.look();
            }
            return new AttackReport.Server(before.missing(now), now.liveHeap(), now.openFiles(), api.health());
        } catch (IOException noAnswer) {
            return new AttackReport.Server(before.threads(), -1, -1, server.isAlive() ? "unresponsive" : "dead");
        }
    }

    private boolean isRecovered(JvmProbe.Vitals now) {
        return before.missing(now).isEmpty()
                && now.liveHeap() <= AttackReport.MAX_HEAP_RATIO * before.liveHeap()
                && now.openFiles() <= before.openFiles() + AttackReport.MAX_MORE_FILES;
    }

    private static long bytesWithoutOpens(String log) {
        return log.lines()
                .filter(line -> !line.contains(OPENS))
                .mapToLong(line -> line.length() + 1)
                .sum();
    }

    private boolean holdsSecrets(String log) throws IOException {
        Attacker.Links links = attacker.links();
        return List.of(server.key(), server.trackKey(), token(links.preferences()), token(links.unsubscribe())).stream()
                .anyMatch(log::contains);
    }

    private static String token(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        probe.close();
        server.close();
        mails.close();
    }
}
