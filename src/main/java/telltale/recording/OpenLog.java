package telltale.recording;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.model.EventKind;

/**
 * The log lines of opens and clicks: one each, and under load a sample that says how many it left out. They hold what the program
 * said of itself and nothing of the person. Used by one thread.
 */
final class OpenLog {
    private static final Logger log = LoggerFactory.getLogger("telltale.opens");
    private static final int MOST_A_SECOND = 50;

    private long second = System.nanoTime();
    private int written;
    private long leftOut;

    void write(List<Event> events) {
        long now = System.nanoTime();
        if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
            sayWhatWasLeftOut();
            second = now;
            written = 0;
        }
        int lines = Math.min(events.size(), MOST_A_SECOND - written);
        events.subList(0, lines).forEach(OpenLog::write);
        written += lines;
        leftOut += events.size() - lines;
    }

    /** Ends a quiet or closing log honestly. */
    void sayWhatWasLeftOut() {
        if (leftOut > 0) {
            log.info(
                    "{} more opens and clicks were stored and not logged: at most {} lines a second",
                    leftOut,
                    MOST_A_SECOND);
            leftOut = 0;
        }
    }

    private static void write(Event event) {
        String delivery =
                event.delivery() == null ? "anonymous" : event.delivery().toString();
        log.info(
                "{} {} at {} by \"{}\"",
                delivery,
                event.kind() == EventKind.CLICK ? "clicked" : "opened",
                event.at(),
                event.client().agent());
    }
}
