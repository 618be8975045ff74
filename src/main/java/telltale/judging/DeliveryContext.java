package telltale.judging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Provider;

/**
 * What is known of a delivery besides its events.
 *
 * @param acceptedAt when the server that we handed the mail to took it, or null where that is not known
 * @param provider who runs the recipient's mail server
 */
public record DeliveryContext(@Nullable Instant acceptedAt, Provider provider) {
    /** Nothing is known. */
    public static final DeliveryContext UNKNOWN = new DeliveryContext(null, Provider.OTHER);
}
