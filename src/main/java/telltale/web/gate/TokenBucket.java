package telltale.web.gate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that refills evenly: it stores the time at which it will be full again (the generic cell rate algorithm,
 * ITU-T I.371). Thread-safe.
 */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long window;
    private final long interval;
    private final AtomicLong fullAt;

    /**
     * A full bucket.
     *
     * @param tokens the number of tokens that it holds, and that flow in within the window
     * @param window in nanoseconds
     * @param now in nanoseconds
     */
    TokenBucket(int tokens, long window, long now) {
        this.window = window;
        this.interval = window / tokens;
        this.fullAt = new AtomicLong(now);
    }

    /**
     * The state after a request for a token, with whole seconds rounded up.
     *
     * @param remaining tokens that are left
     * @param resetSeconds until it is full
     * @param retrySeconds until the next token; 0 if the request got one
     */
    record Level(long remaining, long resetSeconds, long retrySeconds) {
        boolean isRefused() {
            return retrySeconds > 0;
        }
    }

    /** Takes a token if there is one. */
    Level take(long now) {
        while (true) {
            long before = fullAt.get();
            long full = isFull(now) ? now : before;
            long after = full + interval;
            long missing = after - now - window;
            if (missing > 0) {
                return new Level(0, seconds(full - now), seconds(missing));
            }
            if (fullAt.compareAndSet(before, after)) {
                return new Level((window - (after - now)) / interval, seconds(after - now), 0);
            }
        }
    }

    /** Whether nothing would change if it were replaced by a new bucket. */
    boolean isFull(long now) {
        return fullAt.get() - now <= 0;
    }

    private static long seconds(long nanos) {
        return (long) Math.ceil(nanos / NANOS_PER_SECOND);
    }
}
