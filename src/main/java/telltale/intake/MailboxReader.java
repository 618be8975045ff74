package telltale.intake;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.reports.ReportIntake;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer;
import telltale.store.Reports;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/** Reads one mailbox as long as the application runs. What it has not stored stays in the mailbox. */
public final class MailboxReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MailboxReader.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

    private final MailboxServer server;
    private final MailboxParts parts;
    private final Clock clock;
    private final SupervisedThread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** The POP3 mails that were read; used by the thread only. */
    private final Set<String> known = new HashSet<>();

    private volatile MailboxStatus status;
    private volatile @Nullable MailboxSession session;
    private Duration retry;

    /** @param supervisor keeps its thread running */
    public MailboxReader(
            MailboxServer server,
            MailboxLogin login,
            AfterReading afterReading,
            ReportIntake intake,
            Reports reports,
            Clock clock,
            Supervisor supervisor) {
        this(server, login, afterReading, intake, reports, clock, supervisor, IntakeTiming.DEFAULT);
    }

    MailboxReader(
            MailboxServer server,
            MailboxLogin login,
            AfterReading afterReading,
            ReportIntake intake,
            Reports reports,
            Clock clock,
            Supervisor supervisor,
            IntakeTiming timing) {
        this.server = server;
        this.clock = clock;
        this.retry = timing.firstRetry();
        this.status = MailboxStatus.initial(server.setting(), server.display());
        this.parts = new MailboxParts(
                login,
                afterReading,
                intake,
                reports,
                new SkippedMails(server.toString()),
                timing,
                read -> status = status.plus(read));
        this.thread = supervisor.prepare("mailbox " + server.setting(), this::run);
    }

    /** Starts its thread. */
    public void start() {
        thread.start();
    }

    /** The present state. */
    public MailboxStatus status() {
        return status;
    }

    /** Ends after the mails that are being read, for which it waits for some time. */
    @Override
    public void close() {
        closing.countDown();
        MailboxSession open = session;
        if (open != null) {
            open.wake();
        }
        thread.joinWithin(SHUTDOWN_TIMEOUT);
    }

    private void run() throws InterruptedException {
        // jakarta.mail looks up its providers through it; that of the container's thread may find others.
        Thread.currentThread().setContextClassLoader(MailboxReader.class.getClassLoader());
        while (!isClosing()) {
            Duration pause = session();
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Reads the mailbox over one connection, and returns the pause before the next. */
    private Duration session() throws InterruptedException {
        try (MailboxSession opened = open()) {
            session = opened;
            return readUntilClosed(opened);
        } catch (MessagingException | IOException | StoreUnavailableException failed) {
            return isClosing() ? Duration.ZERO : retryAfter(failed);
        } finally {
            session = null;
        }
    }

    private MailboxSession open() throws MessagingException, IOException {
        return switch (server.protocol()) {
            case IMAP -> ImapSession.open(server, parts);
            case POP3 -> PopSession.open(server, parts, known);
        };
    }

    private Duration readUntilClosed(MailboxSession opened)
            throws MessagingException, IOException, InterruptedException {
        while (!isClosing()) {
            opened.read();
            noteSuccess();
            Duration pause = opened.awaitMail();
            if (!opened.isLasting()) {
                return pause;
            }
            if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return Duration.ZERO;
            }
        }
        return Duration.ZERO;
    }

    private void noteSuccess() {
        if (status.error() != null) {
            log.info("The mailbox {} is read again.", server);
        }
        status = status.readAt(clock.instant());
        retry = parts.timing().firstRetry();
    }

    private Duration retryAfter(Exception failed) {
        String reason = FailureText.of(failed);
        if (!reason.equals(status.error())) {
            log.warn("The mailbox {} cannot be read, and is tried again: {}", server, reason);
        }
        status = status.failed(reason);
        Duration pause = retry;
        Duration twice = retry.multipliedBy(2);
        retry = twice.compareTo(parts.timing().lastRetry()) < 0
                ? twice
                : parts.timing().lastRetry();
        return pause;
    }
}
