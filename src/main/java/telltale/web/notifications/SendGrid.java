package telltale.web.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;
import telltale.web.http.ProblemException;

/**
 * Twilio SendGrid. A request has several events, and a signature by ECDSA over its time and its body (SendGrid, "Getting Started
 * with the Event Webhook Security Features").
 */
final class SendGrid implements Provider {
    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIME = "X-Twilio-Email-Event-Webhook-Timestamp";
    private static final String UNSIGNED = "The request has no signature. Enable \"Signed Event Webhook\" at SendGrid.";

    private final PublicKey key;

    /** @param key the verification key of the webhook */
    SendGrid(PublicKey key) {
        this.key = key;
    }

    @Override
    public String name() {
        return "sendgrid";
    }

    @Override
    public void checkHeader(NotificationHeader header) throws ProblemException {
        if (header.field(SIGNATURE) == null || header.field(TIME) == null) {
            throw Provider.forged(UNSIGNED);
        }
    }

    @Override
    public Events read(NotificationRequest request) throws ProblemException {
        String signature = request.header().field(SIGNATURE);
        String time = request.header().field(TIME);
        if (signature == null || time == null) {
            throw Provider.forged(UNSIGNED);
        }
        if (!isGenuine(signature, time, request.body().toBytes())) {
            throw Provider.forged("The signature is not by INBOUND_SENDGRID_KEY.");
        }
        SignedTime.check(time, request.receivedAt());
        return Events.of(EventFields.all(request.text()), SendGrid::notification);
    }

    private boolean isGenuine(String signature, String time, byte[] body) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(time.getBytes(StandardCharsets.UTF_8));
            verifier.update(body);
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
            return false;
        }
    }

    private static Optional<Notification> notification(EventFields event) {
        ReportKind kind = kind(event.text("event"));
        return kind == null
                ? Optional.empty()
                : Optional.of(new Notification(
                        event.text("sg_event_id"),
                        kind,
                        event.text("email"),
                        List.of(event.text("smtp-id")),
                        queueId(event.text("sg_message_id")),
                        failure(event),
                        event.raw()));
    }

    private static @Nullable ReportKind kind(String event) {
        return switch (event) {
            case "delivered" -> ReportKind.SUCCESS;
            case "deferred" -> ReportKind.DELAY;
            case "bounce", "dropped" -> ReportKind.BOUNCE;
            case "spamreport" -> ReportKind.COMPLAINT;
            case "unsubscribe", "group_unsubscribe" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    /** The id in the reply to the mail ({@code 250 Ok: queued as ID}): the part before the first dot. */
    private static String queueId(String messageId) {
        int dot = messageId.indexOf('.');
        return dot < 0 ? messageId : messageId.substring(0, dot);
    }

    /**
     * Dropped mail was not sent, for example because the recipient is on a suppression list. A bounce of the type blocked is not
     * about the address.
     */
    private static Failure failure(EventFields event) {
        FailureReason stated = event.text("event").equals("dropped") ? FailureReason.POLICY : null;
        String said = event.anyText("reason", "response");
        FailureReason likely = ofClass(event.text("bounce_classification"));
        boolean isBlocked = event.text("type").equals("blocked");
        return new Failure(
                event.text("status"),
                said,
                stated,
                isBlocked && (likely == null || likely == FailureReason.MAILBOX_GONE) ? FailureReason.POLICY : likely);
    }

    /** The reason of a class of bounces (SendGrid, "Bounce Classifications"). */
    private static @Nullable FailureReason ofClass(String bounceClass) {
        return switch (bounceClass) {
            case "Invalid Address" -> FailureReason.MAILBOX_GONE;
            case "Mailbox Unavailable" -> FailureReason.MAILBOX_BUSY;
            case "Content" -> FailureReason.CONTENT;
            case "Reputation", "Frequency or Volume Too High" -> FailureReason.REPUTATION;
            case "Technical" -> FailureReason.NETWORK;
            default -> null;
        };
    }
}
