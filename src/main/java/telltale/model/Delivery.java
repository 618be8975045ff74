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
        @Nullable String queueId) {
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
