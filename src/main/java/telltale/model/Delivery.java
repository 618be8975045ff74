package telltale.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One mail to one recipient, as it is remembered.
 *
 * @param acceptedAt when a server took it, or null while none did
 * @param detail the server's reply or what went wrong, in one line; null while there is nothing to say
 */
public record Delivery(
        DeliveryId id,
        EmailAddress to,
        @Nullable String campaign,
        String subject,
        DeliveryState state,
        @Nullable Instant acceptedAt,
        @Nullable String detail) {
    /** When Telltale took the mail on. */
    public Instant createdAt() {
        return id.createdAt();
    }
}
