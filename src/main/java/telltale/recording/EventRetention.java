package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.PurgeResult;
import telltale.store.Store;

/** Deletes events that are older than the owner keeps them, once a day, in short steps between which others write. */
public final class EventRetention {
    /** A start has other things to do. */
    public static final Duration FIRST_AFTER = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(EventRetention.class);
    private static final Duration EVERY = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Store store;
    private final Duration kept;
    private final Clock clock;
    private @Nullable Instant cutoff;
    private long deleted;

    /**
     * @param kept how old an event may become
     */
    public EventRetention(Store store, Duration kept, Clock clock) {
        this.store = store;
        this.kept = kept;
        this.clock = clock;
    }

    /** Deletes a little, and says how long to wait before the next time. */
    public Duration step() {
        Instant before = cutoff == null ? clock.instant().minus(kept) : cutoff;
        cutoff = before;
        PurgeResult swept = store.deleteEventsBefore(before);
        deleted += swept.deleted();
        if (!swept.done()) {
            return PAUSE;
        }
        log.info("{} events before {} were deleted; their counters stay", deleted, before);
        cutoff = null;
        deleted = 0;
        return EVERY;
    }
}
