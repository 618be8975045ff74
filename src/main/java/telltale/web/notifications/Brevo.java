package telltale.web.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;

/**
 * The events of Brevo, formerly Sendinblue: one in each request, or many in a batch.
 *
 * @see <a href="https://developers.brevo.com/docs/transactional-webhooks">Brevo: transactional webhooks</a>
 * @see <a href="https://developers.brevo.com/docs/batch-webhooks">Brevo: batched webhooks</a>
 */
final class Brevo {
    private Brevo() {}

    static Events events(String body) {
        return Events.of(EventFields.all(body), Brevo::kind, Brevo::notification);
    }

    private static Notification notification(ReportKind kind, EventFields event) {
        String messageId = event.text("message-id");
        return new Notification(
                "",
                kind,
                event.text("email"),
                List.of(event.text("X-Mailin-custom"), messageId),
                Replies.withoutBrackets(messageId),
                failure(event),
                event.raw());
    }

    private static @Nullable ReportKind kind(EventFields event) {
        return switch (event.text("event")) {
            case "delivered" -> ReportKind.SUCCESS;
            case "hard_bounce", "soft_bounce", "blocked", "invalid_email", "error" -> ReportKind.BOUNCE;
            case "deferred" -> ReportKind.DELAY;
            case "spam", "complaint" -> ReportKind.COMPLAINT;
            case "unsubscribed", "unsubscribe" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    /** Blocked mail was not sent, because the recipient is on a list of Brevo, for an unknown reason. */
    private static Failure failure(EventFields event) {
        String said = event.text("reason").strip();
        return switch (event.text("event")) {
            case "hard_bounce", "invalid_email" -> Failure.likely(said, FailureReason.MAILBOX_GONE);
            case "blocked" -> new Failure("", said, FailureReason.POLICY);
            case "error" -> Failure.likely(said, FailureReason.SERVER_TROUBLE);
            default -> Failure.said("", said);
        };
    }
}
