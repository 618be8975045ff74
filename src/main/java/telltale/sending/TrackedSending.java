package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.mail.Composer;
import telltale.mail.HtmlLimits;
import telltale.model.Address;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Octets;
import telltale.model.Outcome;
import telltale.model.Person;
import telltale.model.State;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.Attempt;
import telltale.store.Claimed;
import telltale.store.KeptMessage;
import telltale.store.NewDelivery;
import telltale.store.Store;
import telltale.store.StoreUnavailable;
import telltale.supervision.Deadlines;

/**
 * Sends one mail while its caller waits, without a thread: it is put into the outbox as being sent by this node, and goes
 * before all others. A caller who has waited long enough is told that the outbox holds it.
 */
public final class TrackedSending implements Tracker, AutoCloseable {
    /** How long a sender is kept waiting: most servers and browsers wait longer. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(TrackedSending.class);

    private final Store store;
    private final Dispatch dispatch;
    private final Mailbox from;
    private final Tailor tailor;
    private final @Nullable Address notify;
    private final Waiters waiters;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tailor makes of a mail what its recipient gets
     * @param notify who is told when a person first saw a mail that is not bulk and names nobody, or null
     * @param patience how long a sender is kept waiting
     * @param deadlines ends that wait
     * @param random makes the random part of identifiers
     */
    public TrackedSending(
            Store store,
            Dispatch dispatch,
            Mailbox from,
            Tailor tailor,
            @Nullable Address notify,
            Duration patience,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.dispatch = dispatch;
        this.from = from;
        this.tailor = tailor;
        this.notify = notify;
        this.waiters = new Waiters(patience, deadlines);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletableFuture<Sent> send(Mail mail, @Nullable Address told) throws SuppressedRecipient {
        HtmlLimits.check(mail.html() == null ? "text" : "html", Composer.html(mail));
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            throw suppressed(id, mail, person);
        }
        List<String> warnings = tailor.fit(mail, person, id).warnings();
        dispatch.ready();
        State state = dispatch.hasRoom() && dispatch.allows(now) ? State.SENDING : State.QUEUED;
        Octets data = LetterFormat.write(new Recipient(new Mailbox("", mail.to()), Map.of()));
        KeptMessage message = new KeptMessage(
                Uuid7.at(now, random), mail.campaign(), LetterFormat.write(Letter.of(mail, from)), List.of(), null, 0);
        Address toTell = Notices.whoIsTold(told, mail.bulk(), notify);
        if (state == State.SENDING) {
            dispatch.hold(id);
        }
        try {
            store.outbox()
                    .add(
                            message,
                            0,
                            List.of(new NewDelivery(id, mail.to(), mail.subject(), data, 0, state, now)
                                    .telling(toTell)));
        } catch (StoreUnavailable away) {
            dispatch.isUnsure(id);
            throw away;
        }
        Delivery delivery = new Delivery(id, mail.to(), mail.campaign(), mail.subject(), state, null, null);
        if (state == State.QUEUED) {
            dispatch.wake();
            return CompletableFuture.completedFuture(new Sent.Held(delivery, warnings));
        }
        return outcome(
                dispatch.sendNow(new Claimed(id, mail.to(), mail.subject(), message.id(), data, 1, now)),
                delivery,
                warnings);
    }

    private SuppressedRecipient suppressed(DeliveryId id, Mail mail, Person person) {
        Delivery delivery = suppressed(mail, id, person);
        store.insert(delivery);
        log.info("{} is not sent: {} does not want it", id, mail.to().masked());
        return new SuppressedRecipient(delivery);
    }

    /** A mail that its recipient does not want, as it is remembered. */
    static Delivery suppressed(Mail mail, DeliveryId id, Person person) {
        return new Delivery(id, mail.to(), mail.campaign(), mail.subject(), State.SUPPRESSED, null, why(person));
    }

    /** Why a recipient gets no mail. */
    static String why(Person person) {
        Suppression suppression = Objects.requireNonNull(person.suppression());
        return "the recipient gets no " + (suppression.scope() == Suppression.Scope.ALL ? "" : "bulk ") + "mail: "
                + suppression.reason() + ", since " + suppression.at();
    }

    private CompletableFuture<Sent> outcome(
            CompletableFuture<Job.Tried> trying, Delivery delivery, List<String> warnings) {
        waiters.add(trying);
        return trying.handle((tried, givenUp) ->
                tried == null ? new Sent.Held(delivery, warnings) : said(tried, delivery, warnings));
    }

    private static Sent said(Job.Tried tried, Delivery delivery, List<String> warnings) {
        Attempt attempt = tried.attempt();
        Outcome outcome = tried.outcome();
        if (attempt == null || outcome == null) {
            State state = attempt == null ? State.DEFERRED : attempt.state();
            return new Sent.Held(at(delivery, state, null, attempt == null ? null : attempt.detail()), warnings);
        }
        Instant accepted = attempt.state() == State.ACCEPTED ? attempt.at().truncatedTo(ChronoUnit.MILLIS) : null;
        Delivery after = at(delivery, attempt.state(), accepted, attempt.detail());
        return attempt.state() == State.DEFERRED
                ? new Sent.Held(after, warnings)
                : new Sent.Ended(after, outcome, tried.remembered(), warnings);
    }

    /** Tells all who wait that the outbox holds their mails. */
    @Override
    public void close() {
        waiters.close();
    }

    private static Delivery at(Delivery delivery, State state, @Nullable Instant acceptedAt, @Nullable String detail) {
        return new Delivery(
                delivery.id(), delivery.to(), delivery.campaign(), delivery.subject(), state, acceptedAt, detail);
    }
}
