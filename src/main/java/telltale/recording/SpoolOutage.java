package telltale.recording;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time during which the spool's disk takes no events. Begun and ended by one thread. */
final class SpoolOutage {
    private static final Logger log = LoggerFactory.getLogger(SpoolOutage.class);

    private volatile boolean on;

    boolean isOn() {
        return on;
    }

    void begin(IOException why) {
        if (!on) {
            on = true;
            log.error("The spool takes no events, so they go to the database directly: {}", why.toString());
        }
    }

    void end() {
        if (on) {
            on = false;
            log.info("The spool takes events again.");
        }
    }
}
