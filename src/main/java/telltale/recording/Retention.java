package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.Store;
import telltale.store.StoreUnavailable;
import telltale.store.Swept;

/** Deletes events that are older than the owner keeps them, once a day, in short steps between which others write. */
public final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final long FIRST_AFTER_MINUTES = 5;
    private static final long EVERY_MINUTES = TimeUnit.DAYS.toMinutes(1);
    private static final long PAUSE_MILLIS = 10;

    private final Store store;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService daily =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "telltale-retention"));

    /**
     * @param kept how old an event may become
     */
    public Retention(Store store, Duration kept, Clock clock) {
        this.store = store;
        this.kept = kept;
        this.clock = clock;
        var unused = daily.scheduleWithFixedDelay(this::run, FIRST_AFTER_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    /** Ends a pass under way after its step; the next start goes on with a new one. */
    @Override
    public void close() {
        daily.shutdownNow();
        try {
            if (!daily.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("Deleting old events did not end in time");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** One pass over all events. */
    void run() {
        Instant cutoff = clock.instant().minus(kept);
        long deleted = 0;
        try {
            for (Swept step = store.deleteEventsBefore(cutoff); !step.done(); step = store.deleteEventsBefore(cutoff)) {
                deleted += step.deleted();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            log.info("{} events before {} were deleted; their counters stay", deleted, cutoff);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable away) {
            log.warn("Deleting old events goes on tomorrow: {}", away.getMessage());
        } catch (RuntimeException unexpected) {
            log.error("Deleting old events failed and is tried again tomorrow", unexpected);
        }
    }
}
