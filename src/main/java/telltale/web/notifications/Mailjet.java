package telltale.web.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;

/**
 * The events of Mailjet: one in each request, or an array of those of a second.
 *
 * @see <a href="https://dev.mailjet.com/email/guides/webhooks/">Mailjet: Event API</a>
 */
final class Mailjet {
    private Mailjet() {}

    static Events events(String body) {
        return Events.of(EventFields.all(body), Mailjet::kind, Mailjet::notification);
    }

    private static Notification notification(ReportKind kind, EventFields event) {
        return new Notification(
                "",
                kind,
                event.text("email"),
                List.of(event.text("CustomID")),
                event.text("Message_GUID"),
                failure(event),
                event.raw());
    }

    private static @Nullable ReportKind kind(EventFields event) {
        return switch (event.text("event")) {
            case "sent" -> ReportKind.SUCCESS;
            case "bounce" -> isTriedAgain(event) ? ReportKind.DELAY : ReportKind.BOUNCE;
            case "blocked" -> ReportKind.BOUNCE;
            case "spam" -> ReportKind.COMPLAINT;
            case "unsub" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    /** According to its documentation, Mailjet tries again after this error only. */
    private static boolean isTriedAgain(EventFields event) {
        return event.text("error").equals("greylisted") && !isPermanent(event);
    }

    private static boolean isPermanent(EventFields event) {
        return event.text("hard_bounce").equals("true");
    }

    /** A comment quotes the recipient's server; without one, only Mailjet's own error is known. */
    private static Failure failure(EventFields event) {
        String quoted = event.anyText("comment", "smtp_reply");
        FailureReason reason = reason(event);
        return quoted.isEmpty() ? new Failure("", event.text("error"), reason) : Failure.likely(quoted, reason);
    }

    private static @Nullable FailureReason reason(EventFields event) {
        return switch (event.text("error")) {
            case "user unknown", "typofix", "mailbox inactive" ->
                isPermanent(event) ? FailureReason.MAILBOX_GONE : FailureReason.MAILBOX_BUSY;
            case "quota exceeded" -> FailureReason.MAILBOX_FULL;
            case "invalid domain", "no mail host" ->
                isPermanent(event) ? FailureReason.DOMAIN_GONE : FailureReason.NETWORK;
            case "greylisted", "connection issue" -> FailureReason.NETWORK;
            case "sender blocked" -> FailureReason.REPUTATION;
            case "content blocked", "bad or empty template", "error in template language" -> FailureReason.CONTENT;
            case "relay/access denied",
                    "policy issue",
                    "preblocked",
                    "blacklisted",
                    "spam reporter",
                    "duplicate in campaign" -> FailureReason.POLICY;
            case "protocol issue" -> FailureReason.PROTOCOL;
            case "system issue" -> FailureReason.SERVER_TROUBLE;
            default -> null;
        };
    }
}
