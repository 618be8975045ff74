package telltale.recording;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a database outage, with log lines for its start, its duration and its end. */
final class DatabaseOutage {
    private static final Logger log = LoggerFactory.getLogger(DatabaseOutage.class);
    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier waiting;
    private volatile boolean active;
    private long began;
    private long lastLine;

    DatabaseOutage(LongSupplier waiting) {
        this.waiting = waiting;
    }

    boolean isActive() {
        return active;
    }

    synchronized void begin(String reason) {
        if (!active) {
            active = true;
            began = System.nanoTime();
            lastLine = began;
            log.error("The database is unavailable; events wait in the spool: {}", reason);
        }
    }

    synchronized void logProgress() {
        long now = System.nanoTime();
        if (active && now - lastLine >= LOG_INTERVAL) {
            lastLine = now;
            log.warn(
                    "The database has been unavailable for {} s; {} events wait in the spool",
                    seconds(now),
                    waiting.getAsLong());
        }
    }

    synchronized void end() {
        if (active) {
            active = false;
            log.info(
                    "The database is available again after {} s; {} events still wait in the spool",
                    seconds(System.nanoTime()),
                    waiting.getAsLong());
        }
    }

    private long seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - began);
    }
}
