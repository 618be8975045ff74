package telltale.web.gate;

import java.time.Duration;

/**
 * What requests that are not inside a servlet may take.
 *
 * @param bodyBytes of all bodies in memory together
 * @param maxWaiting requests of one lane that wait for a permit
 * @param maxWait how long one of them waits
 * @param maxBodyTime how long any body may take, where its own rule allows more
 */
public record GateLimits(long bodyBytes, int maxWaiting, Duration maxWait, Duration maxBodyTime) {
    private static final long MIN_BODY_BYTES = 4L << 20;

    /**
     * A sixteenth of the heap for bodies: parsed, one takes several times its size, and only what was authorized is read.
     * Callers wait longer than ten seconds before they give up.
     */
    static GateLimits ofThisMachine() {
        long bodyBytes = Math.max(MIN_BODY_BYTES, Runtime.getRuntime().maxMemory() / 16);
        return new GateLimits(bodyBytes, 250, Duration.ofSeconds(10), Duration.ofMinutes(2));
    }
}
