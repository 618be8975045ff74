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
    /** The body as a text; octets that are not UTF-8 are replaced, because a diagnostic may contain any octets. */
    public String text() {
        return new String(body.toBytes(), StandardCharsets.UTF_8);
    }
}
