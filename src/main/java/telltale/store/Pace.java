package telltale.store;

import java.time.Duration;
import java.time.Instant;

/**
 * The rate at which mail is sent to a provider that asked for less. All nodes together keep to it.
 *
 * @param perHour the rate, in mails an hour
 * @param target the rate up to which it grows fast
 * @param pause the next pause, if the provider asks again
 * @param heldUntil when the last pause ends
 * @param freeAt when the next mail may be sent: the theoretical arrival time of the generic cell rate algorithm (ITU-T I.371)
 * @param changedAt when the rate changed
 * @param throttledAt when the provider asked
 * @param reply its words, without addresses
 */
public record Pace(
        Lane lane,
        long perHour,
        long target,
        Duration pause,
        Instant heldUntil,
        Instant freeAt,
        Instant changedAt,
        Instant throttledAt,
        String reply) {
    /** The mails of so much time may be sent at once. */
    private static final Duration BURST = Duration.ofSeconds(1);

    public Pace {
        if (perHour < 1) {
            throw new IllegalArgumentException("a rate must be positive");
        }
    }

    /** Whether no mail is sent at present. */
    public boolean isHeld(Instant now) {
        return now.isBefore(heldUntil);
    }

    /** The number of mails that may be sent now, at most {@code wanted}. */
    public int available(int wanted, Instant now) {
        if (isHeld(now)) {
            return 0;
        }
        Duration burst = BURST.compareTo(interval()) > 0 ? BURST : interval();
        long nanos = burst.minus(Duration.between(now, later(freeAt, now))).toNanos();
        return (int) Math.max(0, Math.min(wanted, nanos / interval().toNanos()));
    }

    /** This pace after some mails were taken, or given back. */
    public Pace afterTaking(int mails, Instant now) {
        Instant start = mails > 0 ? later(freeAt, now) : freeAt;
        return new Pace(
                lane,
                perHour,
                target,
                pause,
                heldUntil,
                start.plus(interval().multipliedBy(mails)),
                changedAt,
                throttledAt,
                reply);
    }

    /** The time between two mails. */
    private Duration interval() {
        return Duration.ofHours(1).dividedBy(perHour);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
