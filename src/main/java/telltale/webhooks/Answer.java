package telltale.webhooks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The response to a webhook.
 *
 * @param retryAfter the delay that the response asks for, or null
 * @param text the beginning of its body
 */
public record Answer(int status, @Nullable Duration retryAfter, String text) {
    private static final int GONE = 410;

    /** Whether the event was delivered; a redirect was not. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the receiver wants no more events. */
    public boolean isGone() {
        return status == GONE;
    }
}
