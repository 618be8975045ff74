package telltale.model;

import java.util.Set;

/**
 * The state of a delivery, with the only table of permitted transitions. The database stores the same names.
 */
public enum DeliveryState implements WireConstant {
    /** waiting for its scheduled time */
    SCHEDULED,
    /** waiting for a worker */
    QUEUED,
    /** claimed by a worker, in an SMTP conversation, or in one when the process ended */
    SENDING,
    /** the server replied with a temporary failure (4yz) */
    DEFERRED,
    /** the server accepted it: 250 after DATA */
    ACCEPTED,
    /** a report says that it was not delivered, although the server had accepted it */
    BOUNCED,
    /** the server replied with a permanent failure (5yz) */
    REFUSED,
    /** no server gave a final reply, or it is unknown whether one did */
    FAILED,
    /** not sent, because its recipient is on the suppression list */
    SUPPRESSED,
    /** not sent, because its sender cancelled it */
    CANCELLED;

    /** Whether a delivery may change from this state to the given one. */
    public boolean mayBecome(DeliveryState next) {
        return nextStates().contains(next);
    }

    /** Whether no attempt to send follows. */
    public boolean isFinal() {
        return !nextStates().contains(SENDING) && this != SENDING;
    }

    private Set<DeliveryState> nextStates() {
        return switch (this) {
            case SCHEDULED -> Set.of(SENDING, SUPPRESSED, CANCELLED);
            case QUEUED -> Set.of(SENDING, SUPPRESSED, CANCELLED);
            case SENDING -> Set.of(QUEUED, ACCEPTED, DEFERRED, REFUSED, FAILED, SUPPRESSED);
            case DEFERRED -> Set.of(SENDING, FAILED, SUPPRESSED, CANCELLED);
            case ACCEPTED -> Set.of(BOUNCED);
            // By a correction of the report, or when other rules read it.
            case BOUNCED -> Set.of(ACCEPTED);
            case REFUSED, FAILED, SUPPRESSED, CANCELLED -> Set.of();
        };
    }

    /**
     * The state with the given value.
     *
     * @throws IllegalArgumentException naming the permitted values
     */
    public static DeliveryState ofWireName(String wireName) {
        for (DeliveryState state : values()) {
            if (state.wireName().equals(wireName)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "a state must be one of scheduled, queued, sending, deferred, accepted, bounced, refused, failed, suppressed, cancelled");
    }
}
