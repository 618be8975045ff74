package telltale.supervision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The failures of one thread: their number, and the time and description of the last one. Logs at most once a minute. */
final class FailureRecord {
    private static final Logger log = LoggerFactory.getLogger(FailureRecord.class);
    private static final long LINE_INTERVAL = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_DESCRIPTION_LENGTH = 200;

    private final String name;
    private final Consumer<Throwable> exhausted;
    private final LongSupplier nanoTime;
    private int restarts;
    private int failedUnits;
    private int unlogged;
    private long lastAt;
    /** Initialized because describing a failure takes memory, which may be exhausted. */
    private String description = "an error that could not be described";

    private @Nullable Long lastLine;

    FailureRecord(String name, Consumer<Throwable> exhausted, LongSupplier nanoTime) {
        this.name = name;
        this.exhausted = exhausted;
        this.nanoTime = nanoTime;
    }

    /** Counts a failure that ended the work as a whole. Never throws. */
    void addRestart(Throwable failed) {
        add(failed, true);
    }

    /** Counts a failure of one unit of work. Never throws. */
    void addUnit(Throwable failed) {
        add(failed, false);
    }

    synchronized ThreadStatus status(boolean waiting) {
        if (restarts + failedUnits == 0) {
            return new ThreadStatus(name, 0, 0, waiting, null, null);
        }
        Duration since = Duration.ofNanos(nanoTime.getAsLong() - lastAt);
        return new ThreadStatus(name, restarts, failedUnits, waiting, since, description);
    }

    private void add(Throwable failed, boolean restart) {
        count(restart);
        try {
            exhausted.accept(failed);
            describeAndLog(failed, restart);
        } catch (Throwable outOfMemory) {
            // The failure is counted and the caller goes on, which matters more than the description.
        }
    }

    private synchronized void count(boolean restart) {
        lastAt = nanoTime.getAsLong();
        if (restart) {
            restarts++;
        } else {
            failedUnits++;
        }
    }

    private synchronized void describeAndLog(Throwable failed, boolean restart) {
        description = describe(failed);
        long now = lastAt;
        if (lastLine != null && now - lastLine < LINE_INTERVAL) {
            unlogged++;
            return;
        }
        String before = unlogged == 0 ? "" : ", after " + unlogged + " failures that were not logged";
        lastLine = now;
        unlogged = 0;
        if (restart) {
            log.error("The thread \"{}\" failed and is restarted{}", name, before, failed);
        } else {
            log.error("The thread \"{}\" failed in a unit of its work and goes on{}", name, before, failed);
        }
    }

    private static String describe(Throwable failed) {
        String text =
                failed.getClass().getSimpleName() + (failed.getMessage() == null ? "" : ": " + failed.getMessage());
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_DESCRIPTION_LENGTH ? line : line.substring(0, MAX_DESCRIPTION_LENGTH - 1) + "…";
    }
}
