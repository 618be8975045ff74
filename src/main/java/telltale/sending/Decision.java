package telltale.sending;

import java.time.Instant;
import java.util.random.RandomGenerator;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.State;
import telltale.store.Attempt;
import telltale.store.Claimed;

/** What becomes of a mail after a try. */
final class Decision {
    private final Patience patience;
    private final RandomGenerator random;

    Decision(Patience patience, RandomGenerator random) {
        this.patience = patience;
        this.random = random;
    }

    /**
     * @param awaited whether somebody waits for the mail: then only a server that says "later" makes it wait in the
     *     outbox, for anything else can be told and put right at once
     */
    Attempt of(Claimed mail, Outcome outcome, boolean awaited, Instant now) {
        String status = Reply.in(outcome.detail()).status();
        if (!(outcome instanceof Failed failed) || !isForLater(failed.reason(), awaited)) {
            Instant at = outcome instanceof Outcome.Accepted accepted ? accepted.at() : now;
            return new Attempt(mail.id(), mail.attempt(), outcome.state(), at, outcome.detail(), status, null);
        }
        if (patience.isOver(mail.beganAt(), now)) {
            String detail = "given up after " + patience.giveUp().toDays() + " days: " + outcome.detail();
            return new Attempt(mail.id(), mail.attempt(), State.FAILED, now, detail, status, null);
        }
        return new Attempt(
                mail.id(),
                mail.attempt(),
                State.DEFERRED,
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
            case TEMPORARY -> Reply.in(failed.detail()).isTooFast();
            case INTERRUPTED, IN_DOUBT, UNSUPPORTED -> false;
        };
    }
}
