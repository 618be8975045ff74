package telltale.model;

import java.util.Locale;
import java.util.Set;

/**
 * Where a delivery stands. This is the one table of the steps that a delivery may take; the database holds the same
 * words.
 */
public enum DeliveryState {
    /** waits for its time */
    SCHEDULED,
    /** waits for a worker */
    QUEUED,
    /** is in an SMTP conversation, or was when the process ended */
    SENDING,
    /** the server said "later" (4yz) */
    DEFERRED,
    /** the server took it: 250 after DATA */
    ACCEPTED,
    /** the server said "never" (5yz) */
    REFUSED,
    /** no server could be brought to decide, or nobody knows whether it did */
    FAILED,
    /** not sent, because its recipient does not want it */
    SUPPRESSED,
    /** not sent, because its sender took it back */
    CANCELLED;

    /** Whether a delivery in this state may become that one next. */
    public boolean mayBecome(DeliveryState next) {
        return nextStates().contains(next);
    }

    /** Whether no further step is left. */
    public boolean isFinal() {
        return nextStates().isEmpty();
    }

    private Set<DeliveryState> nextStates() {
        return switch (this) {
            case SCHEDULED -> Set.of(QUEUED, SUPPRESSED, CANCELLED);
            case QUEUED -> Set.of(SENDING, SUPPRESSED, CANCELLED);
            case SENDING -> Set.of(ACCEPTED, DEFERRED, REFUSED, FAILED, SUPPRESSED);
            case DEFERRED -> Set.of(SENDING, FAILED, SUPPRESSED, CANCELLED);
            case ACCEPTED, REFUSED, FAILED, SUPPRESSED, CANCELLED -> Set.of();
        };
    }

    /** The word in the database, the API and the logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The state of that word.
     *
     * @throws IllegalArgumentException naming the words that exist
     */
    public static DeliveryState ofWord(String word) {
        for (DeliveryState state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "a state is one of scheduled, queued, sending, deferred, accepted, refused, failed, suppressed, cancelled");
    }
}
