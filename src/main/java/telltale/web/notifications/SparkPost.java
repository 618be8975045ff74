package telltale.web.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;
import telltale.smtp.ProviderField;

/**
 * The events of SparkPost, in batches. A batch with a single empty event is a test of the address.
 *
 * @see <a href="https://developers.sparkpost.com/api/webhooks/">SparkPost: webhooks</a>
 * @see <a href="https://support.sparkpost.com/docs/deliverability/bounce-classification-codes">SparkPost: bounce classification
 *     codes</a>
 */
final class SparkPost {
    private SparkPost() {}

    static Events events(String body) {
        List<EventFields> events = EventFields.all(body).stream()
                .flatMap(one -> one.in("msys").all().stream())
                .toList();
        return Events.of(events, SparkPost::kind, SparkPost::notification);
    }

    private static Notification notification(ReportKind kind, EventFields event) {
        return new Notification(
                event.text("event_id"),
                kind,
                event.anyText("raw_rcpt_to", "rcpt_to"),
                List.of(event.in("rcpt_meta").text(ProviderField.KEY)),
                "",
                failure(event),
                event.raw());
    }

    private static @Nullable ReportKind kind(EventFields event) {
        return switch (event.text("type")) {
            case "delivery" -> ReportKind.SUCCESS;
            case "delay" -> ReportKind.DELAY;
            case "bounce", "policy_rejection", "generation_failure", "generation_rejection" -> ReportKind.BOUNCE;
            case "out_of_band" -> ofReturnedMail(event.text("bounce_class"));
            case "spam_complaint" -> FeedbackTypes.isComplaint(event.text("fbtype")) ? ReportKind.COMPLAINT : null;
            case "list_unsubscribe", "link_unsubscribe" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    /** The kind of a mail that came back; automatic replies, subscriptions and challenges are ignored. */
    private static @Nullable ReportKind ofReturnedMail(String bounceClass) {
        return switch (bounceClass) {
            case "60", "80", "100" -> null;
            case "70" -> ReportKind.DELAY;
            case "90" -> ReportKind.UNSUBSCRIBE;
            default -> ReportKind.BOUNCE;
        };
    }

    private static Failure failure(EventFields event) {
        String said = Replies.reply(event.text("error_code"), event.anyText("raw_reason", "reason"));
        return switch (event.text("type")) {
            case "policy_rejection", "generation_rejection" -> new Failure("", said, FailureReason.POLICY);
            case "generation_failure" -> new Failure("", said, FailureReason.CONTENT);
            default -> ofClass(event.text("bounce_class"), said);
        };
    }

    /** SparkPost itself fails mail of the classes 25 and 26, for example because the recipient is on its list. */
    private static Failure ofClass(String bounceClass, String said) {
        return switch (bounceClass) {
            case "10", "30" -> Failure.likely(said, FailureReason.MAILBOX_GONE);
            case "21" -> Failure.likely(said, FailureReason.NETWORK);
            case "22" -> Failure.likely(said, FailureReason.MAILBOX_FULL);
            case "23" -> Failure.likely(said, FailureReason.SIZE);
            case "24" -> Failure.likely(said, FailureReason.EXPIRED);
            case "25", "26" -> new Failure("", said, FailureReason.POLICY);
            case "50", "51" -> Failure.likely(said, FailureReason.REPUTATION);
            case "52", "53" -> Failure.likely(said, FailureReason.CONTENT);
            case "54" -> Failure.likely(said, FailureReason.POLICY);
            default -> Failure.said("", said);
        };
    }
}
