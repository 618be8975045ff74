package telltale.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hit as stored.
 *
 * @param id a UUIDv7, which contains the time of the event
 * @param delivery the delivery it belongs to, or null for an anonymous event
 * @param link the number of the clicked link within its message, or 0 for an open
 */
public record Event(UUID id, EventKind kind, @Nullable DeliveryId delivery, int link, Client client, Network network) {
    /** When it happened, in whole milliseconds. */
    public Instant at() {
        return Uuid7.instant(id);
    }
}
