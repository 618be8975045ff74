package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a delivery was sent.
 *
 * @param content its content; null if that was deleted, or another mailer sends it
 * @param deferrals the attempts that ended with a temporary failure, oldest first
 * @param server the name of the mail server of the last attempt; null if there is only one, or was no attempt
 */
public record DeliveryHistory(
        @Nullable Content content,
        List<Deferral> deferrals,
        @Nullable String server) {
    public DeliveryHistory {
        deferrals = List.copyOf(deferrals);
    }

    /** The id of its message; null without content. */
    public @Nullable UUID message() {
        return content == null ? null : content.message;
    }

    /**
     * Stored content.
     *
     * @param endedAt when the delivery got its final state, or null
     * @param hasPage whether the message has web pages, for which it is kept longer
     */
    public record Content(UUID message, @Nullable Instant endedAt, boolean hasPage) {}

    /**
     * An attempt that ended with a temporary failure.
     *
     * @param status the enhanced status code of the reply (RFC 3463), or null
     * @param reply the server's reply or the error, in one line
     * @param server the name of the mail server, or null if there was only one
     */
    public record Deferral(
            Instant at,
            @Nullable String status,
            String reply,
            @Nullable String server) {}
}
