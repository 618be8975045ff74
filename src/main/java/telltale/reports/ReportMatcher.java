package telltale.reports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.inbound.Identifiers.Candidate;
import telltale.inbound.RecipientReport;
import telltale.inbound.Report;
import telltale.model.DeliveryId;
import telltale.model.QueueId;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.store.Reports;
import telltale.token.MessageIds;
import telltale.token.ReturnAddress;
import telltale.token.ReturnAddress.Use;
import telltale.token.ReturnTokens;

/** Finds the delivery that a report is about, by the most reliable identifier in it. */
final class ReportMatcher {
    private static final int MAX_QUERIED_IDS = 5;

    private final ReturnTokens tokens;
    private final MessageIds messageIds;
    private final Reports reports;

    ReportMatcher(ReturnTokens tokens, MessageIds messageIds, Reports reports) {
        this.tokens = tokens;
        this.messageIds = messageIds;
        this.reports = reports;
    }

    /**
     * The result of a search.
     *
     * @param delivery the delivery, or null if none was found
     * @param isUnsubscribeAddress whether the mail was sent to the address at which the delivery's recipient unsubscribes
     */
    record Found(@Nullable DeliveryId delivery, ReportMatch match, boolean isUnsubscribeAddress) {
        static final Found NOTHING = new Found(null, ReportMatch.NONE, false);

        private static Found by(ReportMatch match, DeliveryId delivery) {
            return new Found(delivery, match, false);
        }
    }

    /** Finds the delivery of a report that is received now. */
    Found find(Report report, Instant now) {
        List<ReturnAddress> addresses = report.identifiers().addresses().stream()
                .flatMap(candidate -> tokens.find(candidate.value(), now))
                .toList();
        List<MessageIds.Found> ids = Stream.concat(
                        report.identifiers().messageIds().stream().map(Candidate::value),
                        Stream.of(report.identifiers().envelopeId()))
                .flatMap(messageIds::find)
                .toList();
        return byToken(addresses)
                .or(() -> first(ids, true).map(id -> Found.by(ReportMatch.MESSAGE_ID, id)))
                .or(() -> byQueueId(report))
                .or(() -> addresses.stream()
                        .findFirst()
                        .map(address -> Found.by(ReportMatch.EXPIRED_TOKEN, address.delivery())))
                .or(() -> first(ids, false).map(id -> Found.by(ReportMatch.UNSIGNED_ID, id)))
                .or(() -> byRecipient(report))
                .orElse(Found.NOTHING);
    }

    /**
     * Finds the delivery of a notification, by a signed identifier or by that of the provider. Its age does not matter, because
     * the notification is verified.
     */
    Found find(Notification notification, Instant now) {
        return notification.identifiers().stream()
                .flatMap(text -> tokens.find(text, now))
                .findFirst()
                .map(address -> Found.by(ReportMatch.TOKEN, address.delivery()))
                .or(() -> first(
                                notification.identifiers().stream()
                                        .flatMap(messageIds::find)
                                        .toList(),
                                true)
                        .map(id -> Found.by(ReportMatch.MESSAGE_ID, id)))
                .or(() -> Optional.of(notification.queueId())
                        .filter(id -> !id.isEmpty())
                        .flatMap(reports::withQueueId)
                        .map(id -> Found.by(ReportMatch.QUEUE_ID, id)))
                .orElse(Found.NOTHING);
    }

    private static Optional<Found> byToken(List<ReturnAddress> addresses) {
        return addresses.stream()
                .filter(ReturnAddress::isValid)
                .findFirst()
                .map(address -> new Found(address.delivery(), ReportMatch.TOKEN, address.use() == Use.UNSUBSCRIBE));
    }

    private static Optional<DeliveryId> first(List<MessageIds.Found> ids, boolean signed) {
        return ids.stream().filter(id -> id.signed() == signed).findFirst().map(MessageIds.Found::delivery);
    }

    /** Some services replace both the return path and the Message-ID, and name the mail by their own identifier. */
    private Optional<Found> byQueueId(Report report) {
        return report.identifiers().messageIds().stream()
                .limit(MAX_QUERIED_IDS)
                .flatMap(candidate -> QueueId.possible(candidate.value()))
                .flatMap(id -> reports.withQueueId(id).stream())
                .findFirst()
                .map(delivery -> Found.by(ReportMatch.QUEUE_ID, delivery));
    }

    private Optional<Found> byRecipient(Report report) {
        return report.kind() == ReportKind.UNRELATED
                ? Optional.empty()
                : report.main()
                        .map(RecipientReport::address)
                        .flatMap(address -> ReportedAddress.parse(address.preferred()))
                        .flatMap(reports::newestTo)
                        .map(delivery -> Found.by(ReportMatch.RECIPIENT, delivery));
    }
}
