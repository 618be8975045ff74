package telltale.sending;

import java.time.Instant;
import java.util.random.RandomGenerator;
import telltale.model.DeliveryState;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

/** What becomes of a mail after a try. */
final class RetryPolicy {
    private final RetrySchedule patience;
    private final RandomGenerator random;

    RetryPolicy(RetrySchedule patience, RandomGenerator random) {
        this.patience = patience;
        this.random = random;
    }

    /**
     * @param awaited whether somebody waits for the mail: then only a server that says "later" makes it wait in the
     *     outbox, for anything else can be told and put right at once
     */
    AttemptResult of(ClaimedDelivery mail, Outcome outcome, boolean awaited, Instant now) {
        String status = ReplyCode.in(outcome.detail()).status();
        if (!(outcome instanceof Failed failed) || !isForLater(failed.reason(), awaited)) {
            Instant at = outcome instanceof Outcome.Accepted accepted ? accepted.at() : now;
            return new AttemptResult(mail.id(), mail.attempt(), outcome.state(), at, outcome.detail(), status, null);
        }
        if (patience.isOver(mail.beganAt(), now)) {
            String detail = "given up after " + patience.giveUp().toDays() + " days: " + outcome.detail();
            return new AttemptResult(mail.id(), mail.attempt(), DeliveryState.FAILED, now, detail, status, null);
        }
        return new AttemptResult(
                mail.id(),
                mail.attempt(),
                DeliveryState.DEFERRED,
                now,
                outcome.detail(),
                status,
                patience.next(mail.attempt(), now, random));
    }

    private static boolean isForLater(Reason reason, boolean awaited) {
        return switch (reason) {
            case TEMPORARY -> true;
            case UNREACHABLE, INSECURE, CREDENTIALS, INTERRUPTED, IN_DOUBT -> !awaited;
            case UNSUPPORTED -> false;
        };
    }

    /** Whether the next mail would meet the same: the server wants less, or there is none to talk to. */
    static boolean isTrouble(Outcome outcome) {
        if (!(outcome instanceof Failed failed)) {
            return false;
        }
        return switch (failed.reason()) {
            case UNREACHABLE, INSECURE, CREDENTIALS -> true;
            case TEMPORARY -> ReplyCode.in(failed.detail()).isTooFast();
            case INTERRUPTED, IN_DOUBT, UNSUPPORTED -> false;
        };
    }
}
