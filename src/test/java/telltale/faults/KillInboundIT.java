package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.json.JsonObject;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.faults.ReturnedMails.ReturnedMail;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.smtp.ScriptedSmtpServer;

/**
 * Tests that reports which come in by IMAP and SMTP are stored and counted once, however often the process is killed meanwhile.
 * {@code bench/kill-inbound 20 10000} kills it twenty times during ten thousand mails.
 */
class KillInboundIT {
    private static final int KILLS = Integer.getInteger("kill.kills", 2);
    private static final int MAILS = Integer.getInteger("kill.mails", 400) / 2;
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final String CAMPAIGN = "returned";
    private static final String USER = "bounces";
    private static final String PASSWORD = "the-password-of-this-test";

    private static final int SIGKILL = 128 + 9;
    /** Long enough for the mailbox to be read, which begins some time after the listener answers. */
    private static final long MAX_EXTRA_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final Duration TIMEOUT = Duration.ofSeconds(180 + MAILS / 5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Random random = new Random(SEED);
    private final Session session = Session.getInstance(new Properties());
    private final int listenerPort = FreePort.find();

    @TempDir
    private Path folder;

    /** Mails that come back between two kills. */
    private record Slice(List<ReturnedMail> byMailbox, List<ReturnedMail> bySmtp) {}

    @Test
    void whatComesBackIsStoredAndCountedOnceAlthoughTheProcessIsKilled() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("DSN")) {
            GreenMail mailboxes = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
            mailboxes.start();
            try (ReportingClient client = new ReportingClient(listenerPort)) {
                GreenMailUser user = mailboxes.setUser(USER + "@bounces.test", USER, PASSWORD);
                Map<String, String> settings = settings(server, mailboxes);
                List<Slice> slices = slices(sent(server, settings));
                for (Slice slice : slices.subList(0, KILLS)) {
                    come(slice, user, client);
                    killWhileReading(settings, client, slice);
                }
                come(slices.get(KILLS), user, client);
                try (RunningWar war = RunningWar.serving(folder, settings)) {
                    check(AdminApi.of(war), slices, client);
                }
            } finally {
                mailboxes.stop();
            }
        }
    }

    private Map<String, String> settings(ScriptedSmtpServer server, GreenMail mailboxes) {
        Map<String, String> settings = new HashMap<>(SendingTally.through(server.port()));
        settings.putAll(Map.of(
                "EMAIL_BOUNCES",
                "bounces@bounces.test",
                "TELLTALE_INBOUND_PORT",
                Integer.toString(listenerPort),
                "INBOUND_URL",
                "imap://" + USER + "@127.0.0.1:" + mailboxes.getImap().getPort() + "/INBOX",
                "INBOUND_PASS",
                PASSWORD,
                "TELLTALE_DNS",
                "off"));
        return settings;
    }

    private ReturnedMails sent(ScriptedSmtpServer server, Map<String, String> settings) throws Exception {
        Batch batch = new Batch(CAMPAIGN, MAILS);
        try (RunningWar war = RunningWar.serving(folder, settings)) {
            batch.post(war).join();
            assertEquals(MAILS, SendingTally.awaitEnd(batch, AdminApi.of(war)).accepted());
        }
        ReturnedMails sent = ReturnedMails.of(server);
        assertEquals(MAILS, sent.size());
        return sent;
    }

    /**
     * Two reports about each delivery, one by each way; every tenth comes in by both ways. Of the deliveries, half are gone by the
     * mailbox, a third by SMTP.
     */
    private static List<Slice> slices(ReturnedMails sent) {
        List<Slice> slices = Stream.generate(() -> new Slice(new ArrayList<>(), new ArrayList<>()))
                .limit(KILLS + 1)
                .toList();
        for (int i = 0; i < MAILS; i++) {
            Slice slice = slices.get((int) ((long) i * slices.size() / MAILS));
            ReturnedMail byMailbox = i % 2 == 0 ? sent.gone(i, "mailbox") : sent.delayed(i, "mailbox");
            ReturnedMail bySmtp = i % 3 == 0 ? sent.gone(i, "smtp") : sent.delivered(i, "smtp");
            slice.byMailbox.add(byMailbox);
            slice.bySmtp.add(bySmtp);
            if (i % 10 == 0) {
                slice.bySmtp.add(byMailbox);
            }
        }
        return slices;
    }

    private void come(Slice slice, GreenMailUser user, ReportingClient client) throws MessagingException {
        for (ReturnedMail mail : slice.byMailbox) {
            user.deliver(new MimeMessage(
                    session, new ByteArrayInputStream(mail.octets().toBytes())));
        }
        slice.bySmtp.forEach(client::send);
    }

    /** Kills the process at a random moment, with a random share of the mails by SMTP accepted. */
    private void killWhileReading(Map<String, String> settings, ReportingClient client, Slice slice) throws Exception {
        try (RunningWar war = RunningWar.serving(folder, settings)) {
            int goal = client.accepted() + random.nextInt(slice.bySmtp.size() / 2);
            long extra = random.nextLong(MAX_EXTRA_NANOS);
            war.awaitSite();
            await(client, goal);
            LockSupport.parkNanos(extra);
            assertEquals(SIGKILL, war.kill());
        }
    }

    private static void await(ReportingClient client, int accepted) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (client.accepted() < accepted) {
            assertTrue(System.nanoTime() < end, () -> "only " + client.accepted() + " mails were accepted");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void check(AdminApi api, List<Slice> slices, ReportingClient client) throws Exception {
        await(client, slices.stream().mapToInt(slice -> slice.bySmtp.size()).sum());
        List<ReturnedMail> all = slices.stream()
                .flatMap(slice -> Stream.concat(slice.byMailbox.stream(), slice.bySmtp.stream()))
                .toList();
        List<String> expected =
                all.stream().map(ReturnedMail::recipient).distinct().sorted().toList();
        TreeSet<String> gone = all.stream()
                .filter(ReturnedMail::isGone)
                .map(ReturnedMail::delivery)
                .collect(Collectors.toCollection(TreeSet::new));
        String what = "seed " + SEED + ", " + KILLS + " kills, " + expected.size() + " mails, " + client.repeated()
                + " repeated by SMTP";

        assertEquals(expected, stored(api, expected.size()), what);
        assertEquals(List.copyOf(gone), bounced(api), what);
        JsonObject campaign = api.get("/api/v1/campaigns/" + CAMPAIGN);
        assertEquals(MAILS, campaign.getInt("accepted"), what);
        assertEquals(gone.size(), campaign.getInt("bounced"), what);
        assertEquals(MAILS - gone.size(), campaign.getInt("delivered"), what);
        assertEquals(gone.size(), campaign.getJsonObject("failures").getInt("mailbox-gone"), what);
        assertEquals(0, api.recount().different(), what);
        System.out.println(what + ": each is stored once; " + gone.size() + " of " + MAILS + " deliveries bounced");
    }

    /** The addresses in all stored reports, in order, once that many are stored. */
    private static List<String> stored(AdminApi api, int expected) throws Exception {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        List<JsonObject> reports = api.all("/api/v1/inbound", "reports");
        while (reports.size() < expected && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            reports = api.all("/api/v1/inbound", "reports");
        }
        return reports.stream()
                .map(report -> report.getString("recipient"))
                .sorted()
                .toList();
    }

    private static List<String> bounced(AdminApi api) throws Exception {
        return api.all("/api/v1/deliveries?state=bounced", "deliveries").stream()
                .map(delivery -> delivery.getString("id"))
                .sorted()
                .toList();
    }
}
