package telltale.recording;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.spool.Spool;
import telltale.store.AppendResult;
import telltale.store.Store;

/**
 * Overwrites on disk what must not stay in the spool: events that were dropped, because their person withdrew or was erased, and
 * the earlier events of persons who are erased. Used by the thread that reads the spool.
 *
 * <p>The spool does not know whose events it has, so all that the database has taken over are overwritten. Of the events that the
 * database rejected, those of erased deliveries are overwritten, and all after a week.
 */
final class SpoolCleaning {
    private static final Logger log = LoggerFactory.getLogger(SpoolCleaning.class);
    private static final long CHECK_INTERVAL = TimeUnit.SECONDS.toNanos(2);

    /** Long enough to find the cause. */
    private static final Duration QUARANTINE = Duration.ofDays(7);

    private static final long QUARANTINE_INTERVAL = TimeUnit.HOURS.toNanos(1);

    private final Store store;
    private final Spool spool;
    /** Initially because the process may have been killed after it dropped events. */
    private boolean isDue = true;

    private boolean isQuarantineDue = true;
    private long quarantineCleaned = System.nanoTime();

    private boolean isFailing;
    private long erasures;
    private long checked = System.nanoTime() - CHECK_INTERVAL;

    SpoolCleaning(Store store, Spool spool) {
        this.store = store;
        this.spool = spool;
    }

    /** Notes what the database did with a batch, which was acknowledged. */
    void note(AppendResult appended) {
        isDue |= !appended.withdrawn().isEmpty() || appended.unknownDelivery() > 0;
    }

    /** Notes that events were moved to where withdrawals are not known yet. */
    void noteMoved() {
        isDue = true;
    }

    /** Overwrites what is due; every two seconds also checks whether a person was erased, on whichever node. */
    void step() {
        long now = System.nanoTime();
        if (now - checked >= CHECK_INTERVAL) {
            checked = now;
            check(now);
        }
        if (isDue || isQuarantineDue) {
            overwrite();
        }
    }

    private void check(long now) {
        long erasuresNow = store.erasures();
        boolean isErased = erasuresNow != erasures;
        isDue |= isErased;
        isQuarantineDue |= isErased || now - quarantineCleaned >= QUARANTINE_INTERVAL;
        erasures = erasuresNow;
    }

    private void overwrite() {
        try {
            if (isDue) {
                isDue = !spool.overwriteAcknowledged();
            }
            if (isQuarantineDue) {
                cleanQuarantine();
            }
            isFailing = false;
        } catch (IOException failed) {
            if (!isFailing) {
                log.warn("Events in the spool could not be overwritten; this is repeated: {}", failed.getMessage());
            }
            isFailing = true;
        }
    }

    private void cleanQuarantine() throws IOException {
        spool.cleanQuarantine(
                Instant.now().minus(QUARANTINE),
                delivery -> store.delivery(delivery).isPresent());
        quarantineCleaned = System.nanoTime();
        isQuarantineDue = false;
    }
}
