package telltale.web.gate;

import java.time.Duration;

/**
 * The limits for requests that are not in a servlet.
 *
 * @param bodyBytes total memory for all bodies
 * @param maxWaiting maximum number of waiting requests per lane
 * @param maxWait maximum time a request waits for a permit
 * @param maxBodyTime maximum time to read any body, even if its rule allows more
 */
public record GateLimits(long bodyBytes, int maxWaiting, Duration maxWait, Duration maxBodyTime) {
    private static final long MIN_BODY_BYTES = 4L << 20;

    /**
     * Returns the defaults: a sixteenth of the heap for bodies, because a parsed body takes several times its size and only
     * authorized bodies are read. Clients usually time out after more than ten seconds.
     */
    static GateLimits ofThisMachine() {
        long bodyBytes = Math.max(MIN_BODY_BYTES, Runtime.getRuntime().maxMemory() / 16);
        return new GateLimits(bodyBytes, 250, Duration.ofSeconds(10), Duration.ofMinutes(2));
    }
}
