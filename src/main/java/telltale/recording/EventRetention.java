package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.PurgeResult;
import telltale.store.Store;

/** Deletes events, and days of activity, past the retention period once a day, in short steps between which other transactions can write. */
public final class EventRetention {
    /** The delay of the first run, so that it does not slow down the start. */
    public static final Duration INITIAL_DELAY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(EventRetention.class);
    private static final Duration INTERVAL = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Store store;
    private final Duration retention;
    private final Clock clock;
    private @Nullable Instant cutoff;
    private long deleted;

    /**
     * @param retention the maximum age of an event
     */
    public EventRetention(Store store, Duration retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    /** Deletes a batch, and returns the pause before the next one. */
    public Duration step() {
        Instant before = cutoff == null ? clock.instant().minus(retention) : cutoff;
        cutoff = before;
        PurgeResult purged = store.deleteEventsBefore(before);
        deleted += purged.deleted();
        if (!purged.done()) {
            return PAUSE;
        }
        store.persons().activity().forgetBefore(before);
        log.info("Deleted {} events before {}; their counters are kept", deleted, before);
        cutoff = null;
        deleted = 0;
        return INTERVAL;
    }
}
