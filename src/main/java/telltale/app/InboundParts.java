package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.intake.IntakeMetrics;
import telltale.intake.MailboxLogin;
import telltale.intake.MailboxReader;
import telltale.intake.MailboxStatus;
import telltale.intake.ReturnListener;
import telltale.oauth.AccessTokens;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.reports.ReportReview;
import telltale.settings.InboundSettings;
import telltale.settings.InboundSettings.Listener;
import telltale.settings.MailboxServer;
import telltale.settings.Secret;
import telltale.settings.Settings;
import telltale.store.NewReport;
import telltale.store.Persons;
import telltale.store.Reports;
import telltale.supervision.Supervisor;

/** The parts that accept mail that came back: the intake, the readers of mailboxes, the listener, and the tasks on reports. */
final class InboundParts {
    private static final Logger log = LoggerFactory.getLogger(InboundParts.class);
    /** How long reports without a delivery are kept. */
    private static final Duration UNRELATED_RETENTION = Duration.ofDays(7);

    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);
    /** How long a suppression that has ended stays at most in lists; mail is sent again at once. */
    private static final Duration RELEASE_INTERVAL = Duration.ofMinutes(1);

    private static final int PURGE_LIMIT = 1_000;
    /** How long a report waits at most once its delivery is sent. */
    private static final Duration DECISION_INTERVAL = Duration.ofSeconds(2);

    final ReportIntake intake;
    final ReportReview review;
    private final List<MailboxReader> mailboxes = new ArrayList<>();

    InboundParts(
            Settings settings,
            RecordingParts recording,
            Forwarding forwarding,
            Consumer<NewReport> feedback,
            @Nullable AccessTokens tokens,
            Clock clock,
            Supervisor supervisor,
            Lifecycle lifecycle,
            PrometheusRegistry registry) {
        InboundSettings inbound = settings.inbound();
        Reports reports = recording.store.reports();
        intake = new ReportIntake(
                recording.returnTokens,
                recording.messageIds,
                reports,
                inbound.keepsReplies(),
                forwarding,
                feedback,
                clock,
                new SecureRandom());
        review = new ReportReview(reports, intake);
        for (MailboxServer server : inbound.mailboxes()) {
            MailboxReader reader = lifecycle.closeLater(new MailboxReader(
                    server, login(server, tokens), inbound.afterReading(), intake, reports, clock, supervisor));
            lifecycle.startLater(reader::start);
            mailboxes.add(reader);
        }
        ReturnListener listener = listener(inbound.listener(), recording, clock, lifecycle);
        IntakeMetrics.register(registry, this::mailboxes, listener == null ? null : listener.counts());
        lifecycle.schedule("report-decisions", Duration.ZERO, this::decide);
        lifecycle.schedule(
                "suppression-ends", Duration.ZERO, () -> endSuppressions(recording.store.persons(), clock.instant()));
        lifecycle.schedule(
                "report-retention", Duration.ZERO, () -> purge(reports, inbound.retention(), clock.instant()));
    }

    private static MailboxLogin login(MailboxServer server, @Nullable AccessTokens tokens) {
        Secret password = server.password();
        return password == null
                ? MailboxLogin.byToken(Objects.requireNonNull(tokens, "settings allow no password with tokens only"))
                : MailboxLogin.byPassword(password);
    }

    private @Nullable ReturnListener listener(
            @Nullable Listener place, RecordingParts recording, Clock clock, Lifecycle lifecycle) {
        if (place == null) {
            return null;
        }
        try {
            ReturnListener listener =
                    lifecycle.closeLater(new ReturnListener(place, intake, recording.returnTokens, clock));
            lifecycle.startLater(() -> {
                listener.start();
                log.info(
                        "Mail that comes back is accepted by SMTP and LMTP at {}:{}.",
                        place.address(),
                        listener.port());
            });
            return listener;
        } catch (UncheckedIOException explained) {
            throw new StartupException(String.valueOf(explained.getMessage()), explained);
        }
    }

    /** The state of each mailbox that is read. */
    List<MailboxStatus> mailboxes() {
        return mailboxes.stream().map(MailboxReader::status).toList();
    }

    private Duration decide() {
        return review.decidePending() > 0 ? Duration.ZERO : DECISION_INTERVAL;
    }

    private static Duration endSuppressions(Persons persons, Instant now) {
        return persons.releaseExpired(now, PURGE_LIMIT) >= PURGE_LIMIT ? Duration.ZERO : RELEASE_INTERVAL;
    }

    private static Duration purge(Reports reports, Duration rawRetention, Instant now) {
        boolean mayBeMore = reports.purge(now.minus(UNRELATED_RETENTION), now.minus(rawRetention), PURGE_LIMIT);
        return mayBeMore ? Duration.ZERO : PURGE_INTERVAL;
    }
}
