package telltale.reports;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.inbound.RecipientReport;
import telltale.inbound.ReportReader;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.reports.Notification.Failure;
import telltale.store.NewReport;
import telltale.store.ReportFacts;

/** Converts notifications of mail providers to reports. */
final class NotificationReports {
    /** The rule for a reason that the provider states. */
    private static final String BY_PROVIDER = "provider";

    private final ReportMatcher matcher;
    private final RandomGenerator random;

    NotificationReports(ReportMatcher matcher, RandomGenerator random) {
        this.matcher = matcher;
        this.random = random;
    }

    /** The report of a notification; empty if it is not about mail of Telltale. */
    Optional<NewReport> report(String provider, Notification notification, Instant now) {
        ReportMatcher.Found found = matcher.find(notification, now);
        if (found.delivery() == null) {
            return Optional.empty();
        }
        byte[] raw = notification.raw().toBytes();
        String id = notification.id().isEmpty() ? HexFormat.of().formatHex(Sha256.of(raw)) : notification.id();
        return Optional.of(new NewReport(
                Uuid7.at(now, random),
                now,
                ReportSource.PROVIDER,
                new ImmutableBytes(Sha256.of("notification " + provider + " " + id)),
                facts(notification),
                found.delivery(),
                found.match(),
                new ImmutableBytes(Arrays.copyOf(raw, Math.min(raw.length, ReportIntake.MAX_KEPT))),
                null));
    }

    private static ReportFacts facts(Notification notification) {
        Failure failure = notification.failure();
        String action = action(notification.kind());
        RecipientReport read =
                reader().quoted(notification.recipient(), action, failure.status(), failure.diagnostic());
        FailureReason stated = stated(failure, read);
        boolean isFailure = notification.kind() == ReportKind.BOUNCE || notification.kind() == ReportKind.DELAY;
        return new ReportFacts(
                notification.kind(),
                isFailure ? Optional.ofNullable(stated).orElse(read.reason()) : null,
                read.status(),
                action,
                ReportIntake.shortened(notification.recipient(), ReportIntake.MAX_FIELD),
                ReportIntake.shortened(read.diagnostic(), ReportIntake.MAX_DIAGNOSTIC),
                ReportIntake.shortened(
                        notification.identifiers().stream().findFirst().orElse(""), ReportIntake.MAX_FIELD),
                true,
                false,
                isFailure ? (stated == null ? read.rules() : List.of(BY_PROVIDER)) : List.of(),
                reader().version());
    }

    /** The reason that the provider states; null if the reply decides. */
    private static @Nullable FailureReason stated(Failure failure, RecipientReport read) {
        return failure.reason() != null || read.reason() != FailureReason.UNKNOWN
                ? failure.reason()
                : failure.otherwise();
    }

    /** As in the reports of mail servers (RFC 3464 section 2.3.3, RFC 5965 section 3.1). */
    private static String action(ReportKind kind) {
        return switch (kind) {
            case BOUNCE -> "failed";
            case DELAY -> "delayed";
            case SUCCESS -> "delivered";
            case COMPLAINT -> "abuse";
            case RECEIPT, AUTO_REPLY, REPLY, UNSUBSCRIBE, UNRELATED -> "";
        };
    }

    /** The stored facts of a notification by the current rules. */
    static ReportFacts reread(ReportFacts before) {
        boolean isStated = before.reason() == null || before.rules().contains(BY_PROVIDER);
        if (isStated) {
            return before.by(reader().version());
        }
        RecipientReport read =
                reader().quoted(before.recipient(), before.action(), before.status(), before.diagnostic());
        return new ReportFacts(
                before.kind(),
                read.reason(),
                before.status(),
                before.action(),
                before.recipient(),
                before.diagnostic(),
                before.messageId(),
                before.isMachineReport(),
                before.isManualReceipt(),
                read.rules(),
                reader().version());
    }

    private static ReportReader reader() {
        return ReportIntake.reader();
    }
}
