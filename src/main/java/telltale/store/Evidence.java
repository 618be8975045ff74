package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/**
 * All that is known of a delivery by which it is judged.
 *
 * @param acceptedAt when a server took it, or null while none did
 * @param provider who runs the recipient's mail server
 * @param domain of the recipient, in lower case
 * @param isDomainScanned whether a scanner is known to examine what comes to this domain
 * @param isTracked whether it was sent with a pixel
 * @param events the last of them, in their order
 * @param corrections what a person said of single events
 */
public record Evidence(
        DeliveryId delivery,
        @Nullable Instant acceptedAt,
        Provider provider,
        String domain,
        boolean isDomainScanned,
        boolean isTracked,
        List<Event> events,
        Map<UUID, VerdictClass> corrections) {
    /** How many events of a delivery are judged at the most: the last ones. */
    public static final int MOST_EVENTS = 100;

    public Evidence {
        events = List.copyOf(events);
        corrections = Map.copyOf(corrections);
    }
}
