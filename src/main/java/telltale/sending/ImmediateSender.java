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
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.Personalizer;
import telltale.message.Recipient;
import telltale.message.html.HtmlLimits;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.NewDelivery;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;
import telltale.supervision.Deadlines;

/**
 * Sends one mail while its caller waits, without a thread: it is put into the outbox as being sent by this node, and goes
 * before all others. A caller who has waited long enough is told that the outbox holds it.
 */
public final class ImmediateSender implements Tracker, AutoCloseable {
    /** How long a sender is kept waiting: most servers and browsers wait longer. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(ImmediateSender.class);

    private final Store store;
    private final OutboundQueue dispatch;
    private final Mailbox from;
    private final Personalizer tailor;
    private final @Nullable EmailAddress notify;
    private final WaitingCallers waiters;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tailor makes of a mail what its recipient gets
     * @param notify who is told when a person first saw a mail that is not bulk and names nobody, or null
     * @param patience how long a sender is kept waiting
     * @param deadlines ends that wait
     * @param random makes the random part of identifiers
     */
    public ImmediateSender(
            Store store,
            OutboundQueue dispatch,
            Mailbox from,
            Personalizer tailor,
            @Nullable EmailAddress notify,
            Duration patience,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.dispatch = dispatch;
        this.from = from;
        this.tailor = tailor;
        this.notify = notify;
        this.waiters = new WaitingCallers(patience, deadlines);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletableFuture<SendResult> send(MailMessage mail, @Nullable EmailAddress told)
            throws SuppressedRecipientException {
        HtmlLimits.check(mail.html() == null ? "text" : "html", MessageComposer.html(mail));
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            throw suppressed(id, mail, person);
        }
        List<String> warnings = tailor.fit(mail, person, id).warnings();
        dispatch.ready();
        DeliveryState state = dispatch.hasRoom() && dispatch.allows(now) ? DeliveryState.SENDING : DeliveryState.QUEUED;
        ImmutableBytes data = MessageContentFormat.write(new Recipient(new Mailbox("", mail.to()), Map.of()));
        StoredMessage message = new StoredMessage(
                Uuid7.at(now, random),
                mail.campaign(),
                MessageContentFormat.write(MessageContent.of(mail, from)),
                List.of(),
                null,
                0);
        EmailAddress toTell = OpenNotifier.whoIsTold(told, mail.bulk(), notify);
        if (state == DeliveryState.SENDING) {
            dispatch.hold(id);
        }
        try {
            store.outbox()
                    .enqueue(
                            message,
                            0,
                            List.of(new NewDelivery(id, mail.to(), mail.subject(), data, 0, state, now)
                                    .notifying(toTell)));
        } catch (StoreUnavailableException away) {
            dispatch.isUnsure(id);
            throw away;
        }
        Delivery delivery = new Delivery(id, mail.to(), mail.campaign(), mail.subject(), state, null, null);
        if (state == DeliveryState.QUEUED) {
            dispatch.wake();
            return CompletableFuture.completedFuture(new SendResult.Held(delivery, warnings));
        }
        return outcome(
                dispatch.sendNow(new ClaimedDelivery(id, mail.to(), mail.subject(), message.id(), data, 1, now)),
                delivery,
                warnings);
    }

    private SuppressedRecipientException suppressed(DeliveryId id, MailMessage mail, Person person) {
        Delivery delivery = suppressed(mail, id, person);
        store.insert(delivery);
        log.info("{} is not sent: {} does not want it", id, mail.to().masked());
        return new SuppressedRecipientException(delivery);
    }

    /** A mail that its recipient does not want, as it is remembered. */
    static Delivery suppressed(MailMessage mail, DeliveryId id, Person person) {
        return new Delivery(
                id, mail.to(), mail.campaign(), mail.subject(), DeliveryState.SUPPRESSED, null, why(person));
    }

    /** Why a recipient gets no mail. */
    static String why(Person person) {
        Suppression suppression = Objects.requireNonNull(person.suppression());
        return "the recipient gets no " + (suppression.scope() == Suppression.Scope.ALL ? "" : "bulk ") + "mail: "
                + suppression.reason() + ", since " + suppression.at();
    }

    private CompletableFuture<SendResult> outcome(
            CompletableFuture<SendTask.Tried> trying, Delivery delivery, List<String> warnings) {
        waiters.add(trying);
        return trying.handle((tried, givenUp) ->
                tried == null ? new SendResult.Held(delivery, warnings) : said(tried, delivery, warnings));
    }

    private static SendResult said(SendTask.Tried tried, Delivery delivery, List<String> warnings) {
        AttemptResult attempt = tried.attempt();
        Outcome outcome = tried.outcome();
        if (attempt == null || outcome == null) {
            DeliveryState state = attempt == null ? DeliveryState.DEFERRED : attempt.state();
            return new SendResult.Held(at(delivery, state, null, attempt == null ? null : attempt.detail()), warnings);
        }
        Instant accepted =
                attempt.state() == DeliveryState.ACCEPTED ? attempt.at().truncatedTo(ChronoUnit.MILLIS) : null;
        Delivery after = at(delivery, attempt.state(), accepted, attempt.detail());
        return attempt.state() == DeliveryState.DEFERRED
                ? new SendResult.Held(after, warnings)
                : new SendResult.Ended(after, outcome, tried.remembered(), warnings);
    }

    /** Tells all who wait that the outbox holds their mails. */
    @Override
    public void close() {
        waiters.close();
    }

    private static Delivery at(
            Delivery delivery, DeliveryState state, @Nullable Instant acceptedAt, @Nullable String detail) {
        return new Delivery(
                delivery.id(), delivery.to(), delivery.campaign(), delivery.subject(), state, acceptedAt, detail);
    }
}
