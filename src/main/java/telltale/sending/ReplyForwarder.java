package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.ForwardedReply;
import telltale.model.EmailAddress;
import telltale.model.ForwardState;
import telltale.model.Outcome;
import telltale.smtp.MailSender;
import telltale.store.Forwards;
import telltale.store.Forwards.Owed;
import telltale.store.StoredForward;

/**
 * Sends the replies that are to be forwarded. One that the mail server cannot take now is retried like a mail in the outbox. If
 * the process ends between the server's reply and its storage, the reply is sent twice, with the same Resent-Message-ID.
 */
public final class ReplyForwarder {
    private static final Logger log = LoggerFactory.getLogger(ReplyForwarder.class);

    /** Each may have two megabytes. */
    private static final int MAX_BATCH = 5;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Longer than a batch takes: then another process may send what this one has begun. */
    private static final Duration CLAIM = Duration.ofHours(1);

    private final Forwards forwards;
    private final MailSender sender;
    private final EmailAddress from;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param sender a sender that does not change mail
     * @param from the address in Resent-From
     * @param random shortens or extends the pauses between attempts
     */
    public ReplyForwarder(
            Forwards forwards,
            MailSender sender,
            EmailAddress from,
            RetrySchedule schedule,
            Clock clock,
            RandomGenerator random) {
        this.forwards = forwards;
        this.sender = sender;
        this.from = from;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
    }

    /** Sends the replies that are due, and returns the pause before the next time. */
    public Duration step() {
        Instant now = clock.instant();
        List<Owed> due = forwards.claim(MAX_BATCH, now, now.plus(CLAIM));
        due.forEach(this::forward);
        return due.size() == MAX_BATCH ? Duration.ZERO : PAUSE;
    }

    private void forward(Owed reply) {
        Outcome outcome = sender.send(ForwardedReply.compose(
                reply.mail(), reply.report(), reply.delivery(), from, reply.to(), clock.instant()));
        Instant now = clock.instant();
        Instant next = next(reply, outcome, now);
        ForwardState state = outcome instanceof Outcome.Accepted
                ? ForwardState.SENT
                : next == null ? ForwardState.FAILED : ForwardState.OWED;
        if (state == ForwardState.FAILED) {
            log.warn(
                    "The reply {} to delivery {} is not forwarded: the mail server did not take it. The report has its words.",
                    reply.report(),
                    reply.delivery());
        }
        forwards.record(reply, new StoredForward(state, now, outcome.detail()), next);
    }

    /** When to try again; null for never. */
    private @Nullable Instant next(Owed reply, Outcome outcome, Instant now) {
        boolean isRetryable =
                outcome instanceof Outcome.Failed failed && RetryPolicy.isRetryable(failed.reason(), false);
        return isRetryable && !schedule.isOver(reply.since(), now)
                ? schedule.nextAttempt(reply.attempt(), now, random)
                : null;
    }
}
