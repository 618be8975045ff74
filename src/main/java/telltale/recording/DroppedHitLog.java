package telltale.recording;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log line of hits that no disk took: once a minute, however many they are. */
final class DroppedHitLog {
    private static final Logger log = LoggerFactory.getLogger(DroppedHitLog.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private long lastLine = System.nanoTime() - PAUSE;
    private long unsaid;

    synchronized void log(int hits, String why) {
        unsaid += hits;
        long now = System.nanoTime();
        if (now - lastLine >= PAUSE) {
            log.error("{} hits were answered and lost: {}", unsaid, why);
            lastLine = now;
            unsaid = 0;
        }
    }
}
