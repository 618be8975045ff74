package telltale.recording;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time during which the database takes no events: when it began, how many wait, when it ended. */
final class DatabaseOutage {
    private static final Logger log = LoggerFactory.getLogger(DatabaseOutage.class);
    private static final long LINE_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier waiting;
    private volatile boolean on;
    private long began;
    private long lastLine;

    DatabaseOutage(LongSupplier waiting) {
        this.waiting = waiting;
    }

    boolean isOn() {
        return on;
    }

    synchronized void begin(String why) {
        if (!on) {
            on = true;
            began = System.nanoTime();
            lastLine = began;
            log.error("The database takes no events, so they wait in the spool: {}", why);
        }
    }

    synchronized void goesOn() {
        long now = System.nanoTime();
        if (on && now - lastLine >= LINE_EVERY) {
            lastLine = now;
            log.warn(
                    "The database is still away after {} s; {} events wait in the spool",
                    seconds(now),
                    waiting.getAsLong());
        }
    }

    synchronized void end() {
        if (on) {
            on = false;
            log.info(
                    "The database is back after {} s; {} events still wait in the spool",
                    seconds(System.nanoTime()),
                    waiting.getAsLong());
        }
    }

    private long seconds(long now) {
        return TimeUnit.NANOSECONDS.toSeconds(now - began);
    }
}
