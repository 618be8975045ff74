package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.AgentReduction;
import telltale.store.PurgeResult;

/**
 * Reduces the user agents of events past a time, in short steps between which other transactions can write. After that time, no other
 * event changes a verdict but one that comes late.
 */
public final class AgentRetention {
    /**
     * The time after which verdicts are final: rules look at the minutes after acceptance and the seconds around an event, and the
     * provider of the mailbox is looked up within seconds.
     */
    public static final Duration SETTLING = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(AgentRetention.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration BUSY = Duration.ofSeconds(1);
    /** More waiting hits than this indicate that the database is saturated. */
    private static final long MAX_BACKLOG = 500;

    private final AgentReduction reduction;
    private final AgentReduction.Reducer reducer;
    private final Duration retention;
    private final LongSupplier backlog;
    private final Clock clock;
    private long reduced;

    /**
     * @param retention the maximum age of a user agent as it was sent; zero to reduce it when the verdict is final
     * @param backlog returns the number of hits waiting for the database, which have priority
     */
    public AgentRetention(
            AgentReduction reduction,
            AgentReduction.Reducer reducer,
            Duration retention,
            LongSupplier backlog,
            Clock clock) {
        this.reduction = reduction;
        this.reducer = reducer;
        this.retention = retention.compareTo(SETTLING) < 0 ? SETTLING : retention;
        this.backlog = backlog;
        this.clock = clock;
    }

    /** Reduces a batch, and returns the pause before the next one. */
    public Duration step() {
        if (backlog.getAsLong() > MAX_BACKLOG) {
            return BUSY;
        }
        Instant before = clock.instant().minus(retention);
        PurgeResult step = reduction.reduceBefore(before, reducer);
        reduced += step.deleted();
        if (!step.done()) {
            return PAUSE;
        }
        if (reduced > 0) {
            log.info("Reduced the user agents of {} events before {}", reduced, before);
            reduced = 0;
        }
        return INTERVAL;
    }
}
