package telltale.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import telltale.store.Lane;
import telltale.store.Pace;

/**
 * Decides the rate of a lane: the congestion control of TCP (RFC 5681) with mails an hour in place of a window. A lane has no
 * limit until its provider asks for less. Then nothing is sent for a pause; after it the rate starts low and doubles at each step
 * (slow start) up to half of what it was (the target), and grows by a tenth of the target at each step from there (congestion
 * avoidance), until it has grown to so much that the limit is lifted.
 */
final class PaceControl {
    /** The rate grows after so much time, if mail was sent meanwhile. */
    static final Duration STEP = Duration.ofSeconds(30);

    static final Duration MIN_PAUSE = Duration.ofMinutes(1);
    static final Duration MAX_PAUSE = Duration.ofHours(1);
    /** The rate after a pause, in mails an hour: one a second. */
    static final long START = 3_600;
    /** The lowest rate in mails an hour, so that a provider that takes mail again is noticed. */
    static final long MIN = 60;
    /** The limit is lifted at so many times the target: twice the rate at which the provider asked for less. */
    static final int LIFTED = 4;
    /** The limit is lifted after so much time in which the provider has not asked for less. */
    static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final int LINEAR_STEPS = 10;

    private PaceControl() {}

    /**
     * The rate after a provider asked for less. Of several replies to mails of one time, the first counts, as RFC 5681 section 4.3
     * demands of TCP.
     *
     * @param measured the rate at which mail was sent, in mails an hour
     * @param sentAt when the mail was sent
     */
    static Optional<Pace> slowDown(
            Optional<Pace> before, Lane lane, long measured, Instant sentAt, String reply, Instant now) {
        if (before.isPresent() && !sentAt.isAfter(resumedAt(before.get()))) {
            return before;
        }
        long reached = before.map(Pace::perHour).orElse(measured);
        long target = Math.max(MIN, reached / 2);
        Duration pause = before.map(Pace::pause).orElse(MIN_PAUSE);
        Instant end = now.plus(pause);
        return Optional.of(new Pace(lane, Math.min(START, target), target, longer(pause), end, end, end, now, reply));
    }

    /** The time from which on a reply is about the present rate. */
    private static Instant resumedAt(Pace pace) {
        return pace.heldUntil().isAfter(pace.throttledAt()) ? pace.heldUntil() : pace.throttledAt();
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
    }

    /** The rate after a time in which the provider did not ask for less; empty if the limit is lifted. */
    static Optional<Pace> grow(Pace pace, Instant now) {
        if (!now.isBefore(pace.throttledAt().plus(FORGOTTEN))) {
            return Optional.empty();
        }
        boolean isUsed = pace.freeAt().isAfter(pace.changedAt());
        if (!isUsed || now.isBefore(pace.changedAt().plus(STEP))) {
            return Optional.of(pace);
        }
        long target = pace.target();
        long rate = pace.perHour() < target
                ? Math.min(target, 2 * pace.perHour())
                : pace.perHour() + Math.max(MIN / LINEAR_STEPS, target / LINEAR_STEPS);
        return rate >= LIFTED * target ? Optional.empty() : Optional.of(at(pace, rate, now));
    }

    /** The pause becomes short again when the rate has reached its target. */
    private static Pace at(Pace pace, long rate, Instant now) {
        Instant free = pace.freeAt().isAfter(now) ? pace.freeAt() : now;
        return new Pace(
                pace.lane(),
                rate,
                pace.target(),
                rate >= pace.target() ? MIN_PAUSE : pace.pause(),
                pace.heldUntil(),
                free,
                free,
                pace.throttledAt(),
                pace.reply());
    }
}
