package telltale.recording;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs hits that could not be stored anywhere, at most once a minute. */
final class DroppedHitLog {
    private static final Logger log = LoggerFactory.getLogger(DroppedHitLog.class);
    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private long lastLine = System.nanoTime() - LOG_INTERVAL;
    private long unlogged;

    synchronized void log(int hits, String reason) {
        unlogged += hits;
        long now = System.nanoTime();
        if (now - lastLine >= LOG_INTERVAL) {
            log.error("{} hits were answered but dropped: {}", unlogged, reason);
            lastLine = now;
            unlogged = 0;
        }
    }
}
