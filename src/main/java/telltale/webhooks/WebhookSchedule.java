package telltale.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.State;

/**
 * When an event that was not delivered is sent again, as Standard Webhooks 1.0.0 proposes: ten attempts in three days. An endpoint that fails
 * several times in a row is tried with one event at a time, and paused after three days.
 */
final class WebhookSchedule {
    /** Failures in a row after which an endpoint is tried with one event at a time. */
    static final int MAX_FAILURES = 5;

    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
    private static final Duration MAX_PROBE_INTERVAL = Duration.ofMinutes(5);
    private static final Duration PAUSED_AFTER = Duration.ofDays(3);
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    WebhookSchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The time of the next attempt.
     *
     * @param attempts the number of attempts so far
     * @param retryAfter the delay that the endpoint asked for, or null
     * @return null if there is none
     */
    @Nullable
    Instant next(int attempts, Instant now, @Nullable Duration retryAfter) {
        if (attempts > DELAYS.size()) {
            return null;
        }
        Duration delay = spread(DELAYS.get(attempts - 1));
        return now.plus(longer(delay, bounded(retryAfter)));
    }

    /**
     * How an endpoint fares after a failed attempt.
     *
     * @param reason why the attempt failed
     */
    Condition failed(Condition before, Instant now, @Nullable Duration retryAfter, String reason) {
        int failures = before.failures() + 1;
        Instant since = before.failingSince() == null ? now : before.failingSince();
        if (!now.isBefore(since.plus(PAUSED_AFTER))) {
            return new Condition(
                    State.PAUSED,
                    "All attempts failed since " + since + ", the last: " + reason,
                    failures,
                    since,
                    null);
        }
        Duration pause = bounded(retryAfter);
        if (failures >= MAX_FAILURES) {
            int doubled = Math.min(failures - MAX_FAILURES, 6);
            Duration probe = PROBE_INTERVAL.multipliedBy(1L << doubled);
            pause = longer(pause, spread(probe.compareTo(MAX_PROBE_INTERVAL) > 0 ? MAX_PROBE_INTERVAL : probe));
        }
        return new Condition(State.ENABLED, null, failures, since, pause.isZero() ? null : now.plus(pause));
    }

    private static Duration bounded(@Nullable Duration retryAfter) {
        return retryAfter == null
                ? Duration.ZERO
                : retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
    }

    private static Duration longer(Duration delay, Duration other) {
        return delay.compareTo(other) > 0 ? delay : other;
    }

    private Duration spread(Duration delay) {
        return Duration.ofMillis((long) (delay.toMillis() * (1 + JITTER * random.nextDouble())));
    }
}
