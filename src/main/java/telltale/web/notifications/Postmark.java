package telltale.web.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;
import telltale.smtp.ProviderField;

/**
 * The events of Postmark, one in each request. A bounce type is read by its name, not by its number.
 *
 * @see <a href="https://postmarkapp.com/developer/webhooks/webhooks-overview">Postmark: webhooks</a>
 * @see <a href="https://postmarkapp.com/developer/api/bounce-api#bounce-types">Postmark: bounce types</a>
 */
final class Postmark {
    private Postmark() {}

    static Events events(String body) {
        return Events.of(EventFields.all(body), Postmark::kind, Postmark::notification);
    }

    private static Notification notification(ReportKind kind, EventFields event) {
        return new Notification(
                id(event),
                kind,
                event.anyText("Email", "Recipient"),
                List.of(event.in("Metadata").text(ProviderField.KEY)),
                event.text("MessageID"),
                failure(event),
                event.raw());
    }

    /** Bounces and complaints have an id; other events have none. */
    private static String id(EventFields event) {
        String id = event.text("ID");
        return id.isEmpty() ? "" : event.text("RecordType") + " " + id;
    }

    private static @Nullable ReportKind kind(EventFields event) {
        return switch (event.text("RecordType")) {
            case "Delivery" -> ReportKind.SUCCESS;
            case "Bounce" -> ofType(event.text("Type"));
            case "SpamComplaint" -> ReportKind.COMPLAINT;
            case "SubscriptionChange" -> ofSuppression(event);
            default -> null;
        };
    }

    /** Postmark keeps trying after the first two. Automatic replies and the like are ignored. */
    private static @Nullable ReportKind ofType(String type) {
        return switch (type) {
            case "Transient", "DnsError" -> ReportKind.DELAY;
            case "HardBounce",
                    "SoftBounce",
                    "Unknown",
                    "SpamNotification",
                    "VirusNotification",
                    "BadEmailAddress",
                    "Blocked",
                    "DMARCPolicy",
                    "Unconfirmed",
                    "SMTPApiError",
                    "TemplateRenderingFailed" -> ReportKind.BOUNCE;
            case "SpamComplaint" -> ReportKind.COMPLAINT;
            case "Unsubscribe" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    /** Changes by the account's owner are ignored. */
    private static @Nullable ReportKind ofSuppression(EventFields event) {
        if (!event.text("SuppressSending").equals("true")) {
            return null;
        }
        return switch (event.text("SuppressionReason")) {
            case "HardBounce" -> ReportKind.BOUNCE;
            case "SpamComplaint" -> ReportKind.COMPLAINT;
            case "ManualSuppression" -> event.text("Origin").equals("Recipient") ? ReportKind.UNSUBSCRIBE : null;
            default -> null;
        };
    }

    private static Failure failure(EventFields event) {
        String said = event.anyText("Details", "Description");
        return switch (event.anyText("Type", "SuppressionReason")) {
            case "HardBounce" -> Failure.likely(said, FailureReason.MAILBOX_GONE);
            case "BadEmailAddress" -> new Failure("", said, FailureReason.MAILBOX_GONE);
            case "SpamNotification", "VirusNotification" -> Failure.likely(said, FailureReason.CONTENT);
            case "Blocked" -> Failure.likely(said, FailureReason.REPUTATION);
            case "DMARCPolicy" -> Failure.likely(said, FailureReason.AUTHENTICATION);
            case "DnsError" -> Failure.likely(said, FailureReason.NETWORK);
            case "Unconfirmed" -> new Failure("", said, FailureReason.POLICY);
            case "SMTPApiError" -> Failure.likely(said, FailureReason.PROTOCOL);
            case "TemplateRenderingFailed" -> new Failure("", said, FailureReason.CONTENT);
            default -> Failure.said("", said);
        };
    }
}
