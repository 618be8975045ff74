package telltale.recording;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a spool whose disk cannot be written, with log lines for the begin and the end. Changed by one thread. */
final class SpoolOutage {
    private static final Logger log = LoggerFactory.getLogger(SpoolOutage.class);

    private volatile boolean active;

    boolean isActive() {
        return active;
    }

    void begin(IOException failure) {
        if (!active) {
            active = true;
            log.error(
                    "The spool cannot be written; events are stored in the database directly: {}", failure.toString());
        }
    }

    void end() {
        if (active) {
            active = false;
            log.info("The spool can be written again.");
        }
    }
}
