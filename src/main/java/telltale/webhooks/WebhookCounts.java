package telltale.webhooks;

import java.time.Duration;

/** What is counted about webhooks. */
public interface WebhookCounts {
    /** Counts nothing. */
    WebhookCounts NONE = (isDelivered, took) -> {};

    /** An attempt ended. */
    void attempted(boolean isDelivered, Duration took);
}
