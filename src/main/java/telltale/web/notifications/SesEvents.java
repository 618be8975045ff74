package telltale.web.notifications;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;

/**
 * The events of Amazon SES ("Contents of event data that Amazon SES publishes to Amazon SNS", and the older notifications of
 * feedback, which differ in the name of their type).
 */
final class SesEvents {
    /** The certain reasons. Mail to addresses on its suppression lists is not sent. */
    private static final Map<String, FailureReason> REASONS = Map.of(
            "Suppressed", FailureReason.POLICY,
            "OnAccountSuppressionList", FailureReason.POLICY,
            "UnsubscribedRecipient", FailureReason.POLICY,
            "MailboxFull", FailureReason.MAILBOX_FULL,
            "MessageTooLarge", FailureReason.SIZE,
            "ContentRejected", FailureReason.CONTENT,
            "AttachmentRejected", FailureReason.CONTENT);

    private final EventFields event;
    private final String id;
    private final List<Notification> read = new ArrayList<>();

    private SesEvents(EventFields event, String id) {
        this.event = event;
        this.id = id;
    }

    /**
     * Reads an event, which may be about several recipients.
     *
     * @param id that of the message of Amazon SNS
     */
    static Events read(EventFields event, String id) {
        SesEvents reader = new SesEvents(event, id);
        reader.read();
        return new Events(reader.read, reader.read.isEmpty() ? 1 : 0);
    }

    private void read() {
        String type = event.text("eventType").isEmpty() ? event.text("notificationType") : event.text("eventType");
        switch (type) {
            case "Bounce" -> bounce(event.in("bounce"));
            case "Complaint" -> complaint(event.in("complaint"));
            case "Delivery" ->
                event.in("delivery")
                        .strings("recipients")
                        .forEach(recipient -> add(ReportKind.SUCCESS, recipient, Failure.NONE));
            case "DeliveryDelay" ->
                event.in("deliveryDelay").list("delayedRecipients").forEach(this::delay);
            case "Reject" ->
                toAll(ReportKind.BOUNCE, new Failure("", event.in("reject").text("reason"), FailureReason.CONTENT));
            case "Subscription" -> subscription(event.in("subscription"));
            default -> {}
        }
    }

    /**
     * A temporary bounce comes when Amazon SES has given up. One without a reply may be an automatic answer of the recipient, so
     * it changes nothing.
     */
    private void bounce(EventFields bounce) {
        String subType = bounce.text("bounceSubType");
        boolean isPermanent = bounce.text("bounceType").equals("Permanent");
        for (EventFields recipient : bounce.list("bouncedRecipients")) {
            Failure said = failure(recipient, REASONS.get(subType), isPermanent ? FailureReason.MAILBOX_GONE : null);
            boolean isSaid = !said.diagnostic().isEmpty() || said.reason() != null;
            add(isPermanent || isSaid ? ReportKind.BOUNCE : ReportKind.DELAY, recipient.text("emailAddress"), said);
        }
    }

    /** @param otherwise what holds if nothing was said, as with the sub-types General and NoEmail of permanent bounces */
    private static Failure failure(
            EventFields recipient, @Nullable FailureReason reason, @Nullable FailureReason otherwise) {
        return new Failure(recipient.text("status"), recipient.text("diagnosticCode"), reason, otherwise);
    }

    private void delay(EventFields recipient) {
        add(ReportKind.DELAY, recipient.text("emailAddress"), failure(recipient, null, null));
    }

    private void complaint(EventFields complaint) {
        boolean isNotSent = REASONS.containsKey(complaint.text("complaintSubType"));
        if (!FeedbackTypes.isComplaint(complaint.text("complaintFeedbackType"))) {
            return;
        }
        for (EventFields recipient : complaint.list("complainedRecipients")) {
            add(
                    isNotSent ? ReportKind.BOUNCE : ReportKind.COMPLAINT,
                    recipient.text("emailAddress"),
                    isNotSent ? new Failure("", "", FailureReason.POLICY) : Failure.NONE);
        }
    }

    private void subscription(EventFields subscription) {
        if (subscription.in("newTopicPreferences").text("unsubscribeAll").equals("true")) {
            toAll(ReportKind.UNSUBSCRIBE, Failure.NONE);
        }
    }

    private void toAll(ReportKind kind, Failure failure) {
        event.in("mail").strings("destination").forEach(recipient -> add(kind, recipient, failure));
    }

    private void add(ReportKind kind, String recipient, Failure failure) {
        EventFields mail = event.in("mail");
        List<String> identifiers = new ArrayList<>();
        identifiers.add(mail.in("commonHeaders").text("messageId"));
        mail.list("headers").stream()
                .filter(field -> field.text("name").equalsIgnoreCase("Message-ID"))
                .forEach(field -> identifiers.add(field.text("value")));
        identifiers.add(mail.text("source"));
        read.add(new Notification(
                id + "/" + read.size(), kind, recipient, identifiers, mail.text("messageId"), failure, event.raw()));
    }
}
