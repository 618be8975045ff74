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
 * Sends one message while its caller waits, without blocking a thread: the delivery is stored in the outbox as being sent by
 * this node, and is sent before all others. After a timeout the caller learns that the message is queued.
 */
public final class ImmediateSender implements Tracker, AutoCloseable {
    /** The time that a caller waits for the result: most servers and browsers wait longer. */
    public static final Duration RESULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(ImmediateSender.class);

    private final Store store;
    private final OutboundQueue queue;
    private final Mailbox from;
    private final Personalizer personalizer;
    private final @Nullable EmailAddress notifyAddress;
    private final WaitingCallers waitingCallers;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param personalizer turns a message into the copy for one recipient
     * @param notifyAddress gets a notice when a person first opens a message that is not bulk and has no notify address
     *     of its own, or null
     * @param resultTimeout the time that a caller waits for the result
     * @param deadlines ends that wait
     * @param random supplies the random part of identifiers
     */
    public ImmediateSender(
            Store store,
            OutboundQueue queue,
            Mailbox from,
            Personalizer personalizer,
            @Nullable EmailAddress notifyAddress,
            Duration resultTimeout,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.queue = queue;
        this.from = from;
        this.personalizer = personalizer;
        this.notifyAddress = notifyAddress;
        this.waitingCallers = new WaitingCallers(resultTimeout, deadlines);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletableFuture<SendResult> send(MailMessage mail, @Nullable EmailAddress requestedNotifyAddress)
            throws SuppressedRecipientException {
        HtmlLimits.check(mail.html() == null ? "text" : "html", MessageComposer.html(mail));
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            throw suppressed(id, mail, person);
        }
        Personalizer.PersonalizedMessage personalized = personalizer.personalize(mail, person, id);
        List<String> warnings = personalized.warnings();
        MessageContent content = MessageContent.of(mail, from);
        Mailbox recipient = new Mailbox("", mail.to());
        SendTask.PreparedCopy prepared =
                new SendTask.PreparedCopy(CopyRenderer.compose(content, recipient, personalized, id), now);
        queue.ensureLease();
        DeliveryState state =
                queue.hasRoom() && queue.reserveDailyQuota(now) ? DeliveryState.SENDING : DeliveryState.QUEUED;
        ImmutableBytes data = MessageContentFormat.write(new Recipient(recipient, Map.of()));
        StoredMessage message = new StoredMessage(
                Uuid7.at(now, random), mail.campaign(), MessageContentFormat.write(content), List.of(), null, 0);
        EmailAddress notify = OpenNotifier.notifyAddress(requestedNotifyAddress, mail.bulk(), notifyAddress);
        if (state == DeliveryState.SENDING) {
            queue.markInFlight(id);
        }
        try {
            store.outbox()
                    .enqueue(
                            message,
                            0,
                            List.of(new NewDelivery(id, mail.to(), mail.subject(), data, 0, state, now)
                                    .notifying(notify)));
        } catch (StoreUnavailableException unconfirmed) {
            queue.markUncertain(id);
            throw unconfirmed;
        }
        Delivery delivery = new Delivery(id, mail.to(), mail.campaign(), mail.subject(), state, null, null);
        if (state == DeliveryState.QUEUED) {
            queue.wake();
            return CompletableFuture.completedFuture(new SendResult.Pending(delivery, warnings));
        }
        return await(
                queue.sendNow(new ClaimedDelivery(id, mail.to(), mail.subject(), message.id(), data, 1, now), prepared),
                delivery,
                warnings);
    }

    private SuppressedRecipientException suppressed(DeliveryId id, MailMessage mail, Person person) {
        Delivery delivery = suppressed(mail, id, person);
        store.insert(delivery);
        log.info("{} is not sent: {} is suppressed", id, mail.to().masked());
        return new SuppressedRecipientException(delivery);
    }

    /** The delivery that is stored for a message to a suppressed recipient. */
    static Delivery suppressed(MailMessage mail, DeliveryId id, Person person) {
        return new Delivery(
                id,
                mail.to(),
                mail.campaign(),
                mail.subject(),
                DeliveryState.SUPPRESSED,
                null,
                suppressionReason(person));
    }

    /** The reason for which a recipient is suppressed, as a sentence. */
    static String suppressionReason(Person person) {
        Suppression suppression = Objects.requireNonNull(person.suppression());
        return "the recipient gets no " + (suppression.scope() == Suppression.Scope.ALL ? "" : "bulk ") + "mail: "
                + suppression.reason() + ", since " + suppression.at();
    }

    private CompletableFuture<SendResult> await(
            CompletableFuture<SendTask.Completion> attempt, Delivery delivery, List<String> warnings) {
        waitingCallers.add(attempt);
        return attempt.handle((completion, timedOut) -> completion == null
                ? new SendResult.Pending(delivery, warnings)
                : result(completion, delivery, warnings));
    }

    private static SendResult result(SendTask.Completion completion, Delivery delivery, List<String> warnings) {
        AttemptResult attempt = completion.attempt();
        Outcome outcome = completion.outcome();
        if (attempt == null || outcome == null) {
            DeliveryState state = attempt == null ? DeliveryState.QUEUED : attempt.state();
            return new SendResult.Pending(
                    at(delivery, state, null, attempt == null ? null : attempt.detail()), warnings);
        }
        Instant accepted =
                attempt.state() == DeliveryState.ACCEPTED ? attempt.at().truncatedTo(ChronoUnit.MILLIS) : null;
        Delivery after = at(delivery, attempt.state(), accepted, attempt.detail());
        return attempt.state() == DeliveryState.DEFERRED
                ? new SendResult.Pending(after, warnings)
                : new SendResult.Completed(after, outcome, completion.stored(), warnings);
    }

    /** Ends all waits: the callers learn that their messages are queued. */
    @Override
    public void close() {
        waitingCallers.close();
    }

    private static Delivery at(
            Delivery delivery, DeliveryState state, @Nullable Instant acceptedAt, @Nullable String detail) {
        return new Delivery(
                delivery.id(), delivery.to(), delivery.campaign(), delivery.subject(), state, acceptedAt, detail);
    }
}
