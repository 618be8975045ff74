package telltale.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one recipient, as stored.
 *
 * @param topic the name of the topic it belongs to, or null
 * @param acceptedAt when a mail server accepted it, or null if none has
 * @param detail the server's reply or the cause of the failure, in one line; null if there is none
 * @param queueId the identifier that the mail server gave it, or null
 * @param feedback what became of it
 */
public record Delivery(
        DeliveryId id,
        EmailAddress to,
        @Nullable String campaign,
        @Nullable String topic,
        String subject,
        DeliveryState state,
        @Nullable Instant acceptedAt,
        @Nullable String detail,
        @Nullable String queueId,
        Feedback feedback) {
    /**
     * What is known about a delivery by the replies of mail servers and by the mails that came back.
     *
     * @param failure why it failed or bounced; null if it did not, or the reason is not known
     * @param bouncedAt when the report arrived by which it is bounced, or null
     * @param deliveredAt when the report arrived by which it reached the mailbox, or null
     * @param receiptAt when the recipient's confirmation that it was displayed arrived, or null
     * @param repliedAt when the recipient's reply arrived, or null
     */
    public record Feedback(
            @Nullable FailureReason failure,
            @Nullable Instant bouncedAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant receiptAt,
            @Nullable Instant repliedAt) {
        public static final Feedback NONE = new Feedback(null, null, null, null, null);

        /** The feedback of a mail server alone; null for a message that it accepted. */
        public static Feedback failed(@Nullable FailureReason failure) {
            return new Feedback(failure, null, null, null, null);
        }

        /** The level that it is evidence of; {@link EngagementLevel#SENT}, the lowest, if there is no receipt or reply. */
        public EngagementLevel engagementLevel() {
            if (repliedAt != null) {
                return EngagementLevel.REPLIED;
            }
            return receiptAt != null ? EngagementLevel.RECEIPT : EngagementLevel.SENT;
        }
    }

    /** A delivery without any report. */
    public Delivery(
            DeliveryId id,
            EmailAddress to,
            @Nullable String campaign,
            @Nullable String topic,
            String subject,
            DeliveryState state,
            @Nullable Instant acceptedAt,
            @Nullable String detail,
            @Nullable String queueId) {
        this(id, to, campaign, topic, subject, state, acceptedAt, detail, queueId, Feedback.NONE);
    }

    /** A delivery without a topic, that no mail server has given an identifier. */
    public Delivery(
            DeliveryId id,
            EmailAddress to,
            @Nullable String campaign,
            String subject,
            DeliveryState state,
            @Nullable Instant acceptedAt,
            @Nullable String detail) {
        this(id, to, campaign, null, subject, state, acceptedAt, detail, null);
    }

    /** When the message was submitted to Telltale. */
    public Instant createdAt() {
        return id.createdAt();
    }
}
