package telltale.web.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.reports.Notification;
import telltale.reports.Notification.Failure;
import telltale.settings.Secret;
import telltale.web.http.ProblemException;

/**
 * Mailgun. Its signature covers a time and a token, and nothing of the event (Mailgun, "Securing Webhooks"). Therefore the token is
 * the id of the event, so that a signature cannot be reused for another event.
 */
final class Mailgun implements Provider {
    private static final String ALGORITHM = "HmacSHA256";
    /** Reasons of failures of mail that was not sent, because the recipient is on a suppression list of the account. */
    private static final Set<String> SUPPRESSED =
            Set.of("suppress-bounce", "suppress-complaint", "suppress-unsubscribe");

    private final SecretKeySpec key;

    /** @param key the HTTP webhook signing key of the account */
    Mailgun(Secret key) {
        this.key = new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    @Override
    public String name() {
        return "mailgun";
    }

    @Override
    public Events read(NotificationRequest request) throws ProblemException {
        EventFields body = EventFields.one(request.text());
        EventFields signature = body.in("signature");
        String token = signature.text("token");
        check(signature, token, request);
        return Events.of(List.of(body.in("event-data")), event -> notification(event, token));
    }

    /** Events of a subaccount have a second signature, by the key of the main account. */
    private void check(EventFields signature, String token, NotificationRequest request) throws ProblemException {
        String time = signature.text("timestamp");
        byte[] expected = sign(time + token);
        if (token.isEmpty()
                || !(isSame(expected, signature.text("signature"))
                        || isSame(expected, signature.text("parent-signature")))) {
            throw Provider.forged("The signature is not by INBOUND_MAILGUN_KEY.");
        }
        SignedTime.check(time, request.receivedAt());
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isSame(byte[] expected, String hex) {
        byte[] expectedHex = HexFormat.of().formatHex(expected).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expectedHex, hex.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Notification> notification(EventFields event, String token) {
        ReportKind kind = kind(event);
        if (kind == null) {
            return Optional.empty();
        }
        return Optional.of(new Notification(
                token,
                kind,
                event.text("recipient"),
                List.of(event.in("message").in("headers").text("message-id")),
                "",
                failure(event),
                event.raw()));
    }

    private static @Nullable ReportKind kind(EventFields event) {
        return switch (event.text("event")) {
            case "delivered" -> ReportKind.SUCCESS;
            case "failed" -> event.text("severity").equals("temporary") ? ReportKind.DELAY : ReportKind.BOUNCE;
            case "rejected" -> ReportKind.BOUNCE;
            case "complained" -> ReportKind.COMPLAINT;
            case "unsubscribed" -> ReportKind.UNSUBSCRIBE;
            default -> null;
        };
    }

    private static Failure failure(EventFields event) {
        EventFields status = event.in("delivery-status");
        String reason = event.text("reason");
        if (event.text("event").equals("rejected")) {
            return new Failure("", event.in("reject").text("reason"), FailureReason.POLICY);
        }
        String words = status.text("message").isEmpty() ? status.text("description") : status.text("message");
        return new Failure(
                status.text("enhanced-code"),
                Replies.reply(status.text("code"), words),
                SUPPRESSED.contains(reason) ? FailureReason.POLICY : null);
    }
}
