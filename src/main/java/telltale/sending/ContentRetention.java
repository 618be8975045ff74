package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import telltale.store.Messages;

/** Deletes what mails said, some time after the last copy of each came to its end. */
public final class ContentRetention {
    private static final int MOST_AT_ONCE = 100;
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** An Idempotency-Key may come again for so long, whatever the owner says of contents. */
    private static final Duration KEYS = Duration.ofDays(1);

    private final Messages messages;
    private final Duration kept;
    private final Clock clock;

    /**
     * @param kept how long after the last outcome; zero for as soon as it is looked at
     */
    public ContentRetention(Messages messages, Duration kept, Clock clock) {
        this.messages = messages;
        this.kept = kept;
        this.clock = clock;
    }

    /** Deletes a little, and says how long to wait before the next time. */
    public Duration step() {
        Instant now = clock.instant();
        if (messages.purge(now.minus(kept), now.minus(KEYS), MOST_AT_ONCE) == MOST_AT_ONCE) {
            return PAUSE;
        }
        return kept.isZero() ? Duration.ofMinutes(1) : Duration.ofHours(1);
    }
}
