package telltale.store.jdbc;

import java.time.Clock;
import java.time.Instant;

/** Days (UTC) since 1970. */
public final class Days {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private Days() {}

    /** The day of a time. */
    public static long of(Instant time) {
        return Math.floorDiv(time.toEpochMilli(), MILLIS_PER_DAY);
    }

    /** The current day. */
    public static long today(Clock clock) {
        return Math.floorDiv(clock.millis(), MILLIS_PER_DAY);
    }
}
