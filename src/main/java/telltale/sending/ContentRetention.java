package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import telltale.store.Messages;

/** Deletes the content of messages, some time after the last copy of each reached its final state. */
public final class ContentRetention {
    private static final int MAX_BATCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** The time for which a request with the same Idempotency-Key is recognized, whatever the retention of content. */
    private static final Duration KEY_RETENTION = Duration.ofDays(1);

    private final Messages messages;
    private final Duration retention;
    private final Clock clock;

    /**
     * @param retention the time after the last outcome; zero to delete content at the next step
     */
    public ContentRetention(Messages messages, Duration retention, Clock clock) {
        this.messages = messages;
        this.retention = retention;
        this.clock = clock;
    }

    /** Deletes a batch, and returns the pause before the next one. */
    public Duration step() {
        Instant now = clock.instant();
        if (messages.purge(now.minus(retention), now.minus(KEY_RETENTION), MAX_BATCH) == MAX_BATCH) {
            return PAUSE;
        }
        return retention.isZero() ? Duration.ofMinutes(1) : Duration.ofHours(1);
    }
}
