package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.StateTransition;
import telltale.model.Suppression;

/**
 * The result of one attempt to send a delivery.
 *
 * @param attempt the number of the attempt, as claimed
 * @param state the new state of the delivery
 * @param at when the attempt ended
 * @param detail the server's reply or the error, in one line
 * @param status the enhanced status code of the reply (RFC 3463), or null
 * @param pixel whether the mail contained the tracking pixel
 * @param retryAt the time of the next attempt; null unless the state is {@code DEFERRED}
 * @param queueId the identifier that the mail server gave the mail, or null
 * @param failure why the mail was not accepted; null if it was, or if there was no attempt
 * @param suppression the entry of the suppression list that follows for the recipient, or null
 * @param server the name of the mail server, or null if there is only one
 * @param isBound whether that server may have taken the mail, so that further attempts go to it alone
 */
public record AttemptResult(
        DeliveryId id,
        int attempt,
        DeliveryState state,
        Instant at,
        String detail,
        @Nullable String status,
        boolean pixel,
        @Nullable Instant retryAt,
        @Nullable String queueId,
        @Nullable FailureReason failure,
        @Nullable Suppression suppression,
        @Nullable String server,
        boolean isBound) {
    /** A result for a mail with a pixel, without what follows from a reply of the mail server. */
    public AttemptResult(
            DeliveryId id,
            int attempt,
            DeliveryState state,
            Instant at,
            String detail,
            @Nullable String status,
            @Nullable Instant retryAt) {
        this(id, attempt, state, at, detail, status, true, retryAt, null, null, null, null, false);
    }

    public AttemptResult {
        if (state == DeliveryState.QUEUED) {
            throw new IllegalArgumentException("an attempt cannot end in the state queued");
        }
        var unused = new StateTransition(DeliveryState.SENDING, state);
        if ((state == DeliveryState.DEFERRED) != (retryAt != null)) {
            throw new IllegalArgumentException("retryAt is required for a deferred delivery, and for no other");
        }
        if (state == DeliveryState.ACCEPTED && (failure != null || suppression != null)) {
            throw new IllegalArgumentException("an accepted delivery has no failure");
        }
        if (isBound && server == null) {
            throw new IllegalArgumentException("a mail is bound to a server by its name");
        }
    }

    /** The change of the delivery's state. */
    public StateTransition transition() {
        return new StateTransition(DeliveryState.SENDING, state);
    }

    /** Whether the mail was not accepted, and no attempt follows. */
    public boolean isFailed() {
        return state == DeliveryState.REFUSED || state == DeliveryState.FAILED;
    }

    /** Returns this result for a mail without a pixel. */
    public AttemptResult withoutPixel() {
        return new AttemptResult(
                id, attempt, state, at, detail, status, false, retryAt, queueId, failure, suppression, server, isBound);
    }

    /** Returns this result with the identifier that the mail server gave the mail, or null. */
    public AttemptResult withQueueId(@Nullable String given) {
        return new AttemptResult(
                id, attempt, state, at, detail, status, pixel, retryAt, given, failure, suppression, server, isBound);
    }

    /** Returns this result with the reason why the mail was not accepted, and what follows for its recipient. */
    public AttemptResult failed(@Nullable FailureReason reason, @Nullable Suppression follows) {
        return new AttemptResult(
                id, attempt, state, at, detail, status, pixel, retryAt, queueId, reason, follows, server, isBound);
    }

    /** Returns this result with another time of the next attempt, if there is one. */
    public AttemptResult retriedAt(Instant at) {
        return state != DeliveryState.DEFERRED
                ? this
                : new AttemptResult(
                        id,
                        attempt,
                        state,
                        this.at,
                        detail,
                        status,
                        pixel,
                        at,
                        queueId,
                        failure,
                        suppression,
                        server,
                        isBound);
    }

    /**
     * Returns this result as that of a mail server.
     *
     * @param mayHaveTaken whether the server may have taken the mail
     */
    public AttemptResult by(@Nullable String name, boolean mayHaveTaken) {
        boolean binds = name != null && mayHaveTaken;
        return new AttemptResult(
                id, attempt, state, at, detail, status, pixel, retryAt, queueId, failure, suppression, name, binds);
    }
}
