package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.mail.Composer;
import telltale.mail.TrackedHtml;
import telltale.mail.Tracking;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Octets;
import telltale.model.Outcome;
import telltale.model.State;
import telltale.model.Uuid7;
import telltale.store.Attempt;
import telltale.store.Claimed;
import telltale.store.KeptMessage;
import telltale.store.NewDelivery;
import telltale.store.Outbox;

/**
 * Sends one mail while its sender waits: it is put into the outbox as being sent by this node, and goes before all
 * others. Who has waited long enough is told that the outbox holds it.
 */
public final class TrackedSending implements Tracker {
    /** How long a sender is kept waiting: most servers and browsers wait longer. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final Dispatch dispatch;
    private final Mailbox from;
    private final Function<DeliveryId, Tracking> tracking;
    private final Duration patience;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tracking what goes into the mail of a delivery
     * @param patience how long a sender is kept waiting
     * @param random makes the random part of identifiers
     */
    public TrackedSending(
            Outbox outbox,
            Dispatch dispatch,
            Mailbox from,
            Function<DeliveryId, Tracking> tracking,
            Duration patience,
            Clock clock,
            RandomGenerator random) {
        this.outbox = outbox;
        this.dispatch = dispatch;
        this.from = from;
        this.tracking = tracking;
        this.patience = patience;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Sent send(Mail mail) {
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        List<String> warnings =
                TrackedHtml.of(Composer.html(mail), tracking.apply(id)).warnings();
        dispatch.ready();
        State state = dispatch.allows(now) ? State.SENDING : State.QUEUED;
        Octets data = LetterFormat.write(new Recipient(new Mailbox("", mail.to()), Map.of()));
        KeptMessage message = new KeptMessage(
                Uuid7.at(now, random), mail.campaign(), LetterFormat.write(Letter.of(mail, from)), List.of(), null, 0);
        outbox.add(message, 0, List.of(new NewDelivery(id, mail.to(), mail.subject(), data, 0, state, now)));
        Delivery delivery = new Delivery(id, mail.to(), mail.campaign(), mail.subject(), state, null, null);
        if (state == State.QUEUED) {
            dispatch.wake();
            return new Sent.Held(delivery, warnings);
        }
        return await(
                dispatch.sendNow(new Claimed(id, mail.to(), mail.subject(), message.id(), data, 1, now)),
                delivery,
                warnings);
    }

    private Sent await(CompletableFuture<Job.Tried> trying, Delivery delivery, List<String> warnings) {
        try {
            return said(trying.get(patience.toMillis(), TimeUnit.MILLISECONDS), delivery, warnings);
        } catch (TimeoutException stillTrying) {
            trying.cancel(false);
        } catch (InterruptedException stopping) {
            trying.cancel(false);
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a try ends with an outcome", impossible);
        }
        return new Sent.Held(delivery, warnings);
    }

    private static Sent said(Job.Tried tried, Delivery delivery, List<String> warnings) {
        Attempt attempt = tried.attempt();
        Outcome outcome = tried.outcome();
        if (attempt == null || outcome == null) {
            return new Sent.Held(at(delivery, State.DEFERRED, null, null), warnings);
        }
        Instant accepted = attempt.state() == State.ACCEPTED ? attempt.at().truncatedTo(ChronoUnit.MILLIS) : null;
        Delivery after = at(delivery, attempt.state(), accepted, attempt.detail());
        return attempt.state() == State.DEFERRED
                ? new Sent.Held(after, warnings)
                : new Sent.Ended(after, outcome, tried.remembered(), warnings);
    }

    private static Delivery at(Delivery delivery, State state, @Nullable Instant acceptedAt, @Nullable String detail) {
        return new Delivery(
                delivery.id(), delivery.to(), delivery.campaign(), delivery.subject(), state, acceptedAt, detail);
    }
}
