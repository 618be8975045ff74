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
 * The facts by which a delivery is judged.
 *
 * @param acceptedAt when a server accepted it, or null
 * @param provider the operator of the recipient's mail server
 * @param domain the recipient's domain in lower case
 * @param isDomainScanned whether a scanner is known to examine mail to this domain
 * @param isTracked whether it was sent with a pixel
 * @param isBounced whether a report says that it was not delivered
 * @param hasReceipt whether the recipient confirmed that it was displayed
 * @param isReplied whether the recipient replied
 * @param events the newest events, oldest first
 * @param corrections the corrections of single events, by event id
 */
public record Evidence(
        DeliveryId delivery,
        @Nullable Instant acceptedAt,
        Provider provider,
        String domain,
        boolean isDomainScanned,
        boolean isTracked,
        boolean isBounced,
        boolean hasReceipt,
        boolean isReplied,
        List<Event> events,
        Map<UUID, VerdictClass> corrections) {
    /** The maximum number of events that are judged. */
    public static final int MAX_EVENTS = 100;

    public Evidence {
        events = List.copyOf(events);
        corrections = Map.copyOf(corrections);
    }

    /** The same without corrections. */
    public Evidence uncorrected() {
        return new Evidence(
                delivery,
                acceptedAt,
                provider,
                domain,
                isDomainScanned,
                isTracked,
                isBounced,
                hasReceipt,
                isReplied,
                events,
                Map.of());
    }
}
