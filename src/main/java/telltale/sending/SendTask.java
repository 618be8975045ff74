package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

/**
 * A delivery that this node has to send.
 *
 * @param lease the number of the lease under which it was claimed
 * @param waiter completed with the result of the next attempt, or null if no caller waits
 * @param prepared the message as it was composed at its submission, or null if it is to be composed
 */
record SendTask(
        ClaimedDelivery delivery,
        int lease,
        @Nullable CompletableFuture<Completion> waiter,
        @Nullable PreparedCopy prepared) {
    /** The time after which the recipient's preferences are read again. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /**
     * A message composed for its recipient.
     *
     * @param at when the recipient's preferences were read
     */
    record PreparedCopy(CopyRenderer.OutgoingCopy copy, Instant at) {}

    /** A task whose message is composed when its turn comes. */
    SendTask(ClaimedDelivery delivery, int lease, @Nullable CompletableFuture<Completion> waiter) {
        this(delivery, lease, waiter, null);
    }

    /** The message composed at its submission, or null if the recipient's preferences may have changed since. */
    CopyRenderer.@Nullable OutgoingCopy freshCopy(Instant now) {
        return prepared == null || now.isAfter(prepared.at.plus(FRESH)) ? null : prepared.copy;
    }

    /**
     * The end of an attempt.
     *
     * @param attempt null if there was no attempt, because the node stops or another one sends the message
     * @param outcome null if there was no SMTP conversation
     * @param stored whether the result is in the database
     */
    record Completion(
            @Nullable AttemptResult attempt, @Nullable Outcome outcome, boolean stored) {
        static final Completion NOT_ATTEMPTED = new Completion(null, null, true);
    }

    /** Whether a caller still waits, who gets any error at once and can react to it. */
    boolean isAwaited() {
        return waiter != null && !waiter.isDone();
    }

    /** Hands the result to the caller, if one waits. */
    void complete(Completion completion) {
        if (waiter != null) {
            waiter.complete(completion);
        }
    }
}
