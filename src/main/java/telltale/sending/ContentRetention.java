package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import telltale.store.Messages;
import telltale.store.PurgeCutoffs;

/** Deletes the content of messages, some time after the last copy of each reached its final state. */
public final class ContentRetention {
    private static final int MAX_BATCH = 100;
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** The time for which a request with the same Idempotency-Key is recognized, whatever the retention of content. */
    private static final Duration KEY_RETENTION = Duration.ofDays(1);

    private final Messages messages;
    private final Duration retention;
    private final Duration viewRetention;
    private final Clock clock;

    /**
     * @param retention the time after the last outcome; zero to delete content at the next step
     * @param viewRetention that time for messages with web pages
     */
    public ContentRetention(Messages messages, Duration retention, Duration viewRetention, Clock clock) {
        this.messages = messages;
        this.retention = retention;
        this.viewRetention = viewRetention;
        this.clock = clock;
    }

    /** Deletes a batch, and returns the pause before the next one. */
    public Duration step() {
        Instant now = clock.instant();
        PurgeCutoffs cutoffs =
                new PurgeCutoffs(now.minus(retention), now.minus(viewRetention), now.minus(KEY_RETENTION));
        if (messages.purge(cutoffs, MAX_BATCH) == MAX_BATCH) {
            return PAUSE;
        }
        return retention.isZero() || viewRetention.isZero() ? Duration.ofMinutes(1) : Duration.ofHours(1);
    }
}
