package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a mail is tried again that could not be handed over, and when no more (RFC 5321 section 4.5.4.1).
 *
 * @param first the pause after the first try; each next one is twice as long
 * @param longest no pause is longer
 * @param giveUp how long after the first try a mail is given up
 */
public record RetrySchedule(Duration first, Duration longest, Duration giveUp) {
    /** Mails that failed together are not tried together: a pause is up to so much shorter or longer. */
    private static final double JITTER = 0.2;

    private static final int MOST_DOUBLINGS = 20;

    /** The pauses of a usual mail server. */
    public static RetrySchedule of(Duration giveUp) {
        return new RetrySchedule(Duration.ofMinutes(1), Duration.ofHours(2), giveUp);
    }

    boolean isOver(Instant beganAt, Instant now) {
        return !now.isBefore(beganAt.plus(giveUp));
    }

    /**
     * @param attempt how many tries there were
     */
    Instant next(int attempt, Instant now, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS);
        double pause = Math.min(doubled, longest.toMillis()) * (1 + JITTER * (2 * random.nextDouble() - 1));
        return now.plusMillis((long) pause);
    }
}
