package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.PurgeResult;
import telltale.store.Store;

/**
 * Compacts and deletes events that are old, and deletes days of activity, once a day, in short steps between which other transactions
 * can write.
 */
public final class EventRetention {
    /** The delay of the first run, so that it does not slow down the start. */
    public static final Duration INITIAL_DELAY = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(EventRetention.class);
    private static final Duration INTERVAL = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Store store;
    private final Optional<Duration> rows;
    private final Duration retention;
    private final Clock clock;
    private @Nullable Instant now;
    private boolean isCompacted;
    private long compacted;
    private long deleted;

    /**
     * @param rows the maximum age of an event with a row; empty if all have one
     * @param retention the maximum age of an event
     */
    public EventRetention(Store store, Optional<Duration> rows, Duration retention, Clock clock) {
        this.store = store;
        this.rows = rows;
        this.retention = retention;
        this.clock = clock;
    }

    /** Compacts or deletes a batch, and returns the pause before the next one. */
    public Duration step() {
        Instant begin = now == null ? clock.instant() : now;
        now = begin;
        if (rows.isPresent() && !isCompacted) {
            return compact(begin.minus(rows.get()));
        }
        return delete(begin.minus(retention));
    }

    private Duration compact(Instant before) {
        PurgeResult step = store.compactEventsBefore(before);
        compacted += step.deleted();
        isCompacted = step.done();
        if (isCompacted) {
            log.info("Compacted {} events before {} to summaries of their deliveries", compacted, before);
        }
        return PAUSE;
    }

    private Duration delete(Instant before) {
        PurgeResult purged = store.deleteEventsBefore(before);
        deleted += purged.deleted();
        if (!purged.done()) {
            return PAUSE;
        }
        store.persons().activity().forgetBefore(before);
        log.info("Deleted {} events before {}; their counters are kept", deleted, before);
        now = null;
        isCompacted = false;
        compacted = 0;
        deleted = 0;
        return INTERVAL;
    }
}
