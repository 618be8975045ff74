package telltale.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hit as it is stored.
 *
 * @param id a UUIDv7: the instant is in it
 * @param delivery whose it is, or null for an anonymous one
 * @param link the number of the visited link in its mail, or 0 where it was none
 */
public record Event(UUID id, EventKind kind, @Nullable DeliveryId delivery, int link, Client client, Network network) {
    /** When it happened, in whole milliseconds. */
    public Instant at() {
        return Uuid7.instant(id);
    }
}
