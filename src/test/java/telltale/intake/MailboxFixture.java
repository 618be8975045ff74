package telltale.intake;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import telltale.model.DeliveryId;
import telltale.model.Uuid7;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.Secret;
import telltale.settings.SmtpServer.Tls;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

/** A mail server with one mailbox, readers of it, and what they stored. */
final class MailboxFixture implements AutoCloseable {
    static final String USER = "bounces@example.com";
    /** With short IDLE commands: GreenMail reports a mail that comes while one begins only when it ends. */
    static final IntakeTiming TIMING = new IntakeTiming(
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(10));

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final KeyRing KEYS = new KeyRing(Map.of(1, new byte[32]));

    final RecordedReports reports = new RecordedReports();
    final ReturnTokens tokens = new ReturnTokens(KEYS);
    final ReportIntake intake = new ReportIntake(
            tokens,
            new MessageIds(KEYS),
            reports,
            false,
            Forwarding.OFF,
            report -> {},
            Clock.systemUTC(),
            new Random(1));
    final GreenMail server = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAPS),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_POP3)
    });
    final GreenMailUser user;
    private final List<MailboxReader> readers = new ArrayList<>();
    private int delivered;

    MailboxFixture() {
        server.start();
        user = server.setUser(USER, USER, "secret");
    }

    /** A mailbox of the server, at its own port or that of a proxy. */
    static MailboxServer mailbox(Protocol protocol, int port) {
        return new MailboxServer(
                "INBOUND_URL", protocol, Tls.NONE, USER, "127.0.0.1", port, "INBOX", new Secret("secret"));
    }

    MailboxServer imap() {
        return mailbox(Protocol.IMAP, server.getImap().getPort());
    }

    MailboxServer pop3() {
        return mailbox(Protocol.POP3, server.getPop3().getPort());
    }

    MailboxReader read(MailboxServer mailbox, AfterReading afterReading) {
        return read(mailbox, afterReading, TIMING);
    }

    MailboxReader read(MailboxServer mailbox, AfterReading afterReading, IntakeTiming timing) {
        return read(mailbox, MailboxLogin.byPassword(Objects.requireNonNull(mailbox.password())), afterReading, timing);
    }

    /** Starts a reader, which ends with this fixture at the latest. */
    MailboxReader read(MailboxServer mailbox, MailboxLogin login, AfterReading afterReading, IntakeTiming timing) {
        MailboxReader reader = new MailboxReader(
                mailbox, login, afterReading, intake, reports, Clock.systemUTC(), Supervisor.withoutExit(), timing);
        readers.add(reader);
        reader.start();
        return reader;
    }

    /** Delivers mails that differ from all others. */
    void deliver(int count) {
        for (int i = 0; i < count; i++) {
            deliver("a mail that came back");
        }
    }

    void deliver(String text) {
        delivered++;
        String mail = "From: MAILER-DAEMON@mx.example.net\r\nTo: " + USER + "\r\nSubject: failure notice " + delivered
                + "\r\nMessage-ID: <" + delivered + "@mx.example.net>\r\n\r\n" + text + "\r\n";
        try {
            user.deliver(new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.getBytes(StandardCharsets.US_ASCII))));
        } catch (jakarta.mail.MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** A signed address of a new delivery. */
    String address() {
        DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.now(), new Random()));
        return "bounces+" + tokens.forReports(delivery, Instant.now()) + "@example.com";
    }

    MailFolder inbox() {
        return folder("INBOX");
    }

    MailFolder folder(String name) {
        return server.getManagers().getImapHostManager().getFolder(user, name);
    }

    /** How many mails of the inbox have a flag. */
    long flagged(Flags.Flag flag) {
        return inbox().getMessages().stream()
                .map(StoredMessage::getFlags)
                .filter(flags -> flags.contains(flag))
                .count();
    }

    static void await(BooleanSupplier holds) throws TimeoutException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("it does not hold after " + PATIENCE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        readers.forEach(MailboxReader::close);
        server.stop();
    }
}
