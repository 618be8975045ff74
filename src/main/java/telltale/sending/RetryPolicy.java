package telltale.sending;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.Refused;
import telltale.model.SmtpReply;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;

/** Decides the state of a delivery after an attempt: final, or deferred until a retry. */
final class RetryPolicy {
    private final RetrySchedule schedule;
    private final RandomGenerator random;

    RetryPolicy(RetrySchedule schedule, RandomGenerator random) {
        this.schedule = schedule;
        this.random = random;
    }

    /**
     * Returns the result of an attempt.
     *
     * @param awaited whether a caller waits for it: then only a temporary refusal by the server defers the delivery, and
     *     any other failure is final, because the caller learns of it and can correct it at once
     */
    AttemptResult decide(ClaimedDelivery delivery, Outcome outcome, boolean awaited, Instant now) {
        return result(delivery, outcome, awaited, now)
                .failed(outcome.failure(), RefusalPolicy.suppression(outcome, now));
    }

    private AttemptResult result(ClaimedDelivery delivery, Outcome outcome, boolean awaited, Instant now) {
        SmtpReply reply = outcome.reply();
        String status = reply == null ? null : reply.enhancedStatus();
        if (!(outcome instanceof Failed failed) || !isRetryable(failed.reason(), awaited)) {
            return ended(delivery, outcome, status, now);
        }
        if (schedule.isOver(delivery.beganAt(), now)) {
            String detail = "given up after " + schedule.lifetime().toDays() + " days: " + outcome.detail();
            return new AttemptResult(
                    delivery.id(), delivery.attempt(), DeliveryState.FAILED, now, detail, status, null);
        }
        return new AttemptResult(
                delivery.id(),
                delivery.attempt(),
                DeliveryState.DEFERRED,
                now,
                outcome.detail(),
                status,
                schedule.nextAttempt(delivery.attempt(), now, random));
    }

    private static AttemptResult ended(
            ClaimedDelivery delivery, Outcome outcome, @Nullable String status, Instant now) {
        Accepted accepted = outcome instanceof Accepted success ? success : null;
        return new AttemptResult(
                        delivery.id(),
                        delivery.attempt(),
                        outcome.state(),
                        accepted == null ? now : accepted.at(),
                        outcome.detail(),
                        status,
                        null)
                .withQueueId(accepted == null ? null : accepted.queueId());
    }

    /** Whether the mail server may have taken the mail. */
    static boolean isInDoubt(Outcome outcome) {
        return outcome instanceof Failed failed && failed.reason() == Reason.IN_DOUBT;
    }

    /** Whether a failed attempt is repeated. */
    static boolean isRetryable(Reason reason, boolean awaited) {
        return switch (reason) {
            case TEMPORARY, SENDER_REJECTED -> true;
            case UNREACHABLE, INSECURE, CREDENTIALS, INTERRUPTED, IN_DOUBT -> !awaited;
            case UNSUPPORTED -> false;
        };
    }

    /**
     * Returns an outcome for a time at which the mail server accepts no mail at all: then a refusal by a policy is not about
     * the message.
     */
    static Outcome duringOutage(Outcome outcome) {
        return outcome instanceof Refused refused && ServerCondition.after(outcome) == ServerCondition.POLICY_REJECTED
                ? new Failed(
                        Reason.SENDER_REJECTED, refused.stage(), refused.detail(), refused.reply(), refused.failure())
                : outcome;
    }
}
