package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * The exponential backoff of deferred deliveries, and the time after which they fail (RFC 5321 section 4.5.4.1).
 *
 * @param firstDelay the delay after the first attempt; each further delay is twice as long
 * @param maxDelay the upper limit of a delay
 * @param lifetime the time after the first attempt at which a delivery fails for good
 */
public record RetrySchedule(Duration firstDelay, Duration maxDelay, Duration lifetime) {
    /** The fraction by which a delay is shortened or extended at random, so that retries do not come all at once. */
    private static final double JITTER = 0.2;

    private static final int MAX_DOUBLINGS = 20;

    /** The delays of a typical mail server. */
    public static RetrySchedule of(Duration lifetime) {
        return new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(2), lifetime);
    }

    /** Whether the lifetime of a delivery has ended. */
    boolean isOver(Instant beganAt, Instant now) {
        return !now.isBefore(beganAt.plus(lifetime));
    }

    /**
     * Returns the time of the next attempt.
     *
     * @param attempt the number of attempts so far
     */
    Instant nextAttempt(int attempt, Instant now, RandomGenerator random) {
        long doubled = firstDelay.toMillis() << Math.min(Math.max(attempt - 1, 0), MAX_DOUBLINGS);
        double delay = Math.min(doubled, maxDelay.toMillis()) * (1 + JITTER * (2 * random.nextDouble() - 1));
        return now.plusMillis((long) delay);
    }
}
