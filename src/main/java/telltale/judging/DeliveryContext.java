package telltale.judging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Provider;

/**
 * The facts of a delivery that rules use besides its events.
 *
 * @param acceptedAt when the mail server accepted the message, or null if unknown
 * @param provider the operator of the recipient's mail server
 */
public record DeliveryContext(@Nullable Instant acceptedAt, Provider provider) {
    /** No facts are known. */
    public static final DeliveryContext UNKNOWN = new DeliveryContext(null, Provider.OTHER);
}
