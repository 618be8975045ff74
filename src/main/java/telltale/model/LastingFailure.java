package telltale.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rule by which a recipient whose mailbox has been full or busy for long gets no mail for some time. A single such failure
 * says little, since the mailbox may recover.
 */
public final class LastingFailure {
    /** How many deliveries in a row have to fail. */
    public static final int MIN_FAILURES = 5;
    /** The time within which they may be a single incident. */
    public static final Duration MIN_SPAN = Duration.ofDays(10);
    /** How long such a recipient is suppressed. */
    public static final Duration SUPPRESSION = Duration.ofDays(30);

    private LastingFailure() {}

    /** Whether the rule is about failures for this reason. */
    public static boolean concerns(FailureReason reason) {
        return reason == FailureReason.MAILBOX_FULL || reason == FailureReason.MAILBOX_BUSY;
    }

    /**
     * The suppression that follows from a failure.
     *
     * @param before how many of the recipient's deliveries failed in a row before this one, for such reasons
     * @param span the time since the first of them
     */
    public static Optional<Suppression> suppression(FailureReason reason, int before, Duration span, Instant now) {
        boolean isLasting = before + 1 >= MIN_FAILURES && span.compareTo(MIN_SPAN) >= 0;
        return concerns(reason) && isLasting
                ? Optional.of(
                        new Suppression(Suppression.Scope.ALL, reason.wireName(), now).endingAt(now.plus(SUPPRESSION)))
                : Optional.empty();
    }
}
