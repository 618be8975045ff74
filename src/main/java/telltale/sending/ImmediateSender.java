package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.Personalizer;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.SenderFields;
import telltale.message.html.HtmlLimits;
import telltale.message.html.UrlPlaceholders;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.PersonSnapshot;
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

    private final OutboundQueue queue;
    private final Mailbox from;
    private final Personalizer personalizer;
    private final SenderFields senderFields;
    private final @Nullable EmailAddress notifyAddress;
    private final WaitingCallers waitingCallers;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param personalizer turns a message into the copy for one recipient
     * @param senderFields adds header fields to each message
     * @param notifyAddress gets a notice when a person first opens a message that is not bulk and has no notify address
     *     of its own, or null
     * @param resultTimeout the time that a caller waits for the result
     * @param deadlines ends that wait
     * @param random supplies the random part of identifiers
     */
    public ImmediateSender(
            OutboundQueue queue,
            Mailbox from,
            Personalizer personalizer,
            SenderFields senderFields,
            @Nullable EmailAddress notifyAddress,
            Duration resultTimeout,
            Deadlines deadlines,
            Clock clock,
            RandomGenerator random) {
        this.queue = queue;
        this.from = from;
        this.personalizer = personalizer;
        this.senderFields = senderFields;
        this.notifyAddress = notifyAddress;
        this.waitingCallers = new WaitingCallers(resultTimeout, deadlines);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletableFuture<SendResult> send(MailMessage mail, @Nullable EmailAddress requestedNotifyAddress)
            throws SuppressedRecipientException {
        HtmlLimits.check(mail.html() == null ? "text" : "html", MessageComposer.html(mail));
        UrlPlaceholders.check(mail.html(), mail.text());
        Instant now = clock.instant();
        MessageContent content = senderFields.addTo(MessageContent.of(mail, from));
        int shard = queue.shards().forNew(null);
        NewDelivery delivery = delivery(mail, requestedNotifyAddress, now, shard);
        StoredMessage message = new StoredMessage(
                        Uuid7.at(now, shard, random),
                        mail.campaign(),
                        MessageContentFormat.write(content),
                        List.of(),
                        null,
                        0,
                        content.hasViewLink())
                .from(content.from().address().asciiDomain())
                .under(content.tracking().profile());
        queue.check(message);
        MessageInjector.Injected injected = queue.addFirst(message, PreparedMessage.of(content), delivery);
        EnqueueResult result = injected.result();
        Delivery stored = new Delivery(
                result.id(),
                mail.to(),
                mail.campaign(),
                mail.topicName(),
                mail.subject(),
                result.state(),
                null,
                result.detail(),
                null);
        if (result.state() == DeliveryState.SUPPRESSED) {
            log.info("{} is not sent: {} is suppressed", result.id(), mail.to().masked());
            throw new SuppressedRecipientException(stored);
        }
        Supplier<List<String>> warnings = () -> warnings(mail, result);
        return injected.attempt() == null
                ? CompletableFuture.completedFuture(new SendResult.Pending(stored, warnings.get()))
                : await(injected.attempt(), stored, warnings);
    }

    /** The warnings about a message that is not sent yet. */
    private List<String> warnings(MailMessage mail, EnqueueResult queued) {
        PersonSnapshot recipient = queued.recipient();
        return recipient == null
                ? List.of()
                : personalizer
                        .of(from)
                        .personalize(mail, recipient.person(), queued.id())
                        .warnings();
    }

    private NewDelivery delivery(
            MailMessage mail, @Nullable EmailAddress requestedNotifyAddress, Instant now, int shard) {
        ImmutableBytes data = MessageContentFormat.write(new Recipient(new Mailbox("", mail.to()), Map.of()));
        DeliveryId id = DeliveryId.create(now, shard, random);
        return new NewDelivery(id, mail.to(), mail.subject(), data, 0, DeliveryState.QUEUED, now)
                .notifying(OpenNotifier.notifyAddress(requestedNotifyAddress, mail.bulk(), notifyAddress))
                .bulk(mail.bulk())
                .topic(mail.topic());
    }

    private CompletableFuture<SendResult> await(
            CompletableFuture<SendTask.Completion> attempt, Delivery stored, Supplier<List<String>> warnings) {
        waitingCallers.add(attempt);
        return attempt.handle((completion, timedOut) -> completion == null
                ? new SendResult.Pending(stored, warnings.get())
                : result(completion, stored, warnings));
    }

    private static SendResult result(
            SendTask.Completion completion, Delivery delivery, Supplier<List<String>> warnings) {
        AttemptResult attempt = completion.attempt();
        Outcome outcome = completion.outcome();
        if (attempt == null) {
            String earlier = outcome == null ? null : outcome.detail();
            return new SendResult.Pending(
                    at(delivery, DeliveryState.QUEUED, null, earlier, null, Delivery.Feedback.NONE), warnings.get());
        }
        Delivery after = after(delivery, attempt);
        if (outcome == null) {
            return new SendResult.Pending(after, warnings.get());
        }
        return attempt.state() == DeliveryState.DEFERRED
                ? new SendResult.Pending(after, completion.warnings())
                : new SendResult.Completed(after, outcome, completion.stored(), completion.warnings());
    }

    /** Ends all waits: the callers learn that their messages are queued. */
    @Override
    public void close() {
        waitingCallers.close();
    }

    /** A delivery after an attempt, as it is stored. */
    private static Delivery after(Delivery delivery, AttemptResult attempt) {
        boolean isAccepted = attempt.state() == DeliveryState.ACCEPTED;
        return at(
                delivery,
                attempt.state(),
                isAccepted ? attempt.at().truncatedTo(ChronoUnit.MILLIS) : null,
                attempt.detail(),
                attempt.queueId(),
                Delivery.Feedback.failed(attempt.failure()));
    }

    private static Delivery at(
            Delivery delivery,
            DeliveryState state,
            @Nullable Instant acceptedAt,
            @Nullable String detail,
            @Nullable String queueId,
            Delivery.Feedback feedback) {
        return new Delivery(
                delivery.id(),
                delivery.to(),
                delivery.campaign(),
                delivery.topic(),
                delivery.subject(),
                state,
                acceptedAt,
                detail,
                queueId,
                feedback);
    }
}
