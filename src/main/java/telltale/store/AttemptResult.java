package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;

/**
 * How one try to send a mail ended.
 *
 * @param attempt which try, as it was claimed
 * @param state what the delivery becomes
 * @param at when it ended
 * @param detail the server's reply or what went wrong, in one line
 * @param status the enhanced status code of the reply (RFC 3463), or null
 * @param pixel whether the mail had one
 * @param retryAt when to try again: for {@code DEFERRED}, and for nothing else
 */
public record AttemptResult(
        DeliveryId id,
        int attempt,
        DeliveryState state,
        Instant at,
        String detail,
        @Nullable String status,
        boolean pixel,
        @Nullable Instant retryAt) {
    /** A try to send a mail with a pixel. */
    public AttemptResult(
            DeliveryId id,
            int attempt,
            DeliveryState state,
            Instant at,
            String detail,
            @Nullable String status,
            @Nullable Instant retryAt) {
        this(id, attempt, state, at, detail, status, true, retryAt);
    }

    public AttemptResult {
        if (!DeliveryState.SENDING.mayBecome(state)) {
            throw new IllegalArgumentException("sending does not become " + state.word());
        }
        if ((state == DeliveryState.DEFERRED) != (retryAt != null)) {
            throw new IllegalArgumentException("a deferred mail is tried again, any other is not");
        }
    }

    /** The same with a mail that had no pixel. */
    public AttemptResult withoutPixel() {
        return new AttemptResult(id, attempt, state, at, detail, status, false, retryAt);
    }
}
