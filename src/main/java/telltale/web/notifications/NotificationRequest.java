package telltale.web.notifications;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import telltale.model.ImmutableBytes;

/**
 * A request to the address of a provider.
 *
 * @param body as it was sent: signatures cover its octets
 * @param receivedAt when it came in
 */
public record NotificationRequest(NotificationHeader header, ImmutableBytes body, Instant receivedAt) {
    /** The body as a text; octets that are no UTF-8 are replaced, as a remote server may write anything into a diagnostic. */
    public String text() {
        return new String(body.toBytes(), StandardCharsets.UTF_8);
    }
}
