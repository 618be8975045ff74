package telltale.sending;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

/**
 * A delivery that this node has to send.
 *
 * @param provider the provider of its recipient
 * @param lease the number of the lease under which it was claimed
 * @param waiter completed with the result of the next attempt, or null if no caller waits
 */
record SendTask(
        ClaimedDelivery delivery,
        String provider,
        int lease,
        @Nullable CompletableFuture<Completion> waiter) {
    /**
     * The end of an attempt.
     *
     * @param attempt null if there was no attempt, because the node stops, another one sends the message, or the mail
     *     server accepts none
     * @param outcome null if there was no SMTP conversation; without an attempt, that of an earlier message
     * @param stored whether the result is in the database
     * @param warnings sentences for the sender about what could not be tracked; empty without an SMTP conversation
     */
    record Completion(
            @Nullable AttemptResult attempt, @Nullable Outcome outcome, boolean stored, List<String> warnings) {
        static final Completion NOT_ATTEMPTED = new Completion(null, null, true, List.of());
    }

    /** Whether a caller still waits, who gets any error at once and can react to it. */
    boolean isAwaited() {
        return waiter != null && !waiter.isDone();
    }

    /** Reports to the caller, if one waits, that the message stays queued because the mail server accepts none. */
    void postpone(Outcome refusal) {
        complete(new Completion(null, refusal, true, List.of()));
    }

    /** Hands the result to the caller, if one waits. */
    void complete(Completion completion) {
        if (waiter != null) {
            waiter.complete(completion);
        }
    }
}
