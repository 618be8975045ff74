package telltale.pace;

import java.time.Duration;
import java.time.Instant;

/** Measures a rate as the larger number of mails of the last two spans of time. */
final class RateMeter {
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final long SPANS_AN_HOUR = Duration.ofHours(1).dividedBy(SPAN);

    private long span;
    private long before;
    private long now;

    /** Counts a mail. */
    synchronized void mark(Instant at) {
        moveTo(at);
        now++;
    }

    /** The rate in mails an hour. */
    synchronized long perHour(Instant at) {
        moveTo(at);
        return Math.max(before, now) * SPANS_AN_HOUR;
    }

    private void moveTo(Instant at) {
        long current = at.toEpochMilli() / SPAN.toMillis();
        if (current != span) {
            before = current == span + 1 ? now : 0;
            now = 0;
            span = current;
        }
    }
}
