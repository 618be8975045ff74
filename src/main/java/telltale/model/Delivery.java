package telltale.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one recipient, as stored.
 *
 * @param acceptedAt when a mail server accepted it, or null if none has
 * @param detail the server's reply or the cause of the failure, in one line; null if there is none
 */
public record Delivery(
        DeliveryId id,
        EmailAddress to,
        @Nullable String campaign,
        String subject,
        DeliveryState state,
        @Nullable Instant acceptedAt,
        @Nullable String detail) {
    /** When the message was submitted to Telltale. */
    public Instant createdAt() {
        return id.createdAt();
    }
}
