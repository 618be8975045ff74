package telltale.recording;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.MailClient;
import telltale.model.Event;
import telltale.model.EventKind;

/**
 * Logs opens and clicks: one line each, and under load a sample with the number of omitted lines. A line has the user agent
 * and nothing about the person. Not thread-safe.
 */
final class OpenLog {
    private static final Logger log = LoggerFactory.getLogger("telltale.opens");
    private static final int MAX_PER_SECOND = 50;

    private long second = System.nanoTime();
    private int written;
    private long omitted;

    void write(List<Event> events) {
        long now = System.nanoTime();
        if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
            logOmitted();
            second = now;
            written = 0;
        }
        int lines = Math.min(events.size(), MAX_PER_SECOND - written);
        events.subList(0, lines).forEach(OpenLog::write);
        written += lines;
        omitted += events.size() - lines;
    }

    /** Logs the number of omitted lines, if there are any. */
    void logOmitted() {
        if (omitted > 0) {
            log.info(
                    "{} more opens and clicks were stored but not logged (limit: {} lines a second)",
                    omitted,
                    MAX_PER_SECOND);
            omitted = 0;
        }
    }

    private static void write(Event event) {
        String delivery =
                event.delivery() == null ? "anonymous" : event.delivery().toString();
        log.info(
                "{} {} at {} by {}",
                delivery,
                event.kind() == EventKind.CLICK ? "clicked" : "opened",
                event.at(),
                MailClient.of(event).family());
    }
}
