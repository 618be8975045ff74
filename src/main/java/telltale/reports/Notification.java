package telltale.reports;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;

/**
 * A verified event of a mail provider about one mail to one recipient.
 *
 * @param id the provider's id of the event, by which a repeated event is recognized; if it is empty, the event's octets are used
 * @param kind {@code BOUNCE} (failed permanently, whatever the reason), {@code DELAY}, {@code SUCCESS}, {@code COMPLAINT} or
 *     {@code UNSUBSCRIBE}
 * @param recipient its address, or an empty text
 * @param identifiers texts that may contain an identifier that Telltale gave the mail: the Message-ID with or without brackets,
 *     the return address, or a field that the provider returns; the most reliable first
 * @param queueId the identifier with which the provider accepted the mail, or an empty text
 * @param failure why the mail failed or is delayed
 * @param raw the event as JSON, with the fields that Telltale does not know
 */
public record Notification(
        String id,
        ReportKind kind,
        String recipient,
        List<String> identifiers,
        String queueId,
        Failure failure,
        ImmutableBytes raw) {
    public Notification {
        identifiers = List.copyOf(identifiers);
    }

    /**
     * Why a mail failed or is delayed, as far as the provider states it.
     *
     * @param status the enhanced status code (RFC 3463), or an empty text
     * @param diagnostic the reply of the recipient's server, or an explanation; or an empty text
     * @param reason the reason, if the provider is certain of it; null if it follows from status and diagnostic
     * @param otherwise the reason if none follows from them, or null
     */
    public record Failure(
            String status,
            String diagnostic,
            @Nullable FailureReason reason,
            @Nullable FailureReason otherwise) {
        /** Of a mail that did not fail. */
        public static final Failure NONE = new Failure("", "", null);

        public Failure(String status, String diagnostic, @Nullable FailureReason reason) {
            this(status, diagnostic, reason, null);
        }

        /** A failure whose reason follows from the reply or, without one, from the provider's class. */
        public static Failure likely(String diagnostic, @Nullable FailureReason otherwise) {
            return new Failure("", diagnostic, null, otherwise);
        }

        /** A failure whose reason follows from the reply. */
        public static Failure said(String status, String diagnostic) {
            return new Failure(status, diagnostic, null);
        }
    }
}
