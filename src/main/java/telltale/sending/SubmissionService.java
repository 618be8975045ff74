package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.MessageTemplate;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.SenderFields;
import telltale.message.check.MessageChecks;
import telltale.message.html.HtmlLimits;
import telltale.message.html.UrlPlaceholders;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.SendWindow;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.EnqueueResult;
import telltale.store.Messages;
import telltale.store.NewDelivery;
import telltale.store.Shards;
import telltale.store.Store;
import telltale.store.StoredMessage;

/** Accepts messages for submission: validates them, and adds a delivery for each recipient to the outbox. */
public final class SubmissionService {
    private final Messages messages;
    private final Shards shards;
    private final MessageIntake queue;
    private final Mailbox from;
    private final List<String> allowedSenders;
    private final SenderFields senderFields;
    private final @Nullable EmailAddress notifyAddress;
    private final MessageChecks checks;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param queue gets the deliveries of accepted messages
     * @param from the sender of messages that have none
     * @param allowedSenders further domains and addresses, in lower case, that messages may be from; if empty, the domain
     *     of {@code from}
     * @param senderFields adds header fields to each message
     * @param notifyAddress gets a notice when a person first opens a message that is not bulk and has no notify address
     *     of its own, or null
     */
    public SubmissionService(
            Store store,
            MessageIntake queue,
            Mailbox from,
            List<String> allowedSenders,
            SenderFields senderFields,
            @Nullable EmailAddress notifyAddress,
            MessageChecks checks,
            Clock clock,
            RandomGenerator random) {
        this.messages = store.messages();
        this.shards = store.shards();
        this.queue = queue;
        this.from = from;
        this.allowedSenders =
                allowedSenders.isEmpty() ? List.of(from.address().asciiDomain()) : List.copyOf(allowedSenders);
        this.senderFields = senderFields;
        this.notifyAddress = notifyAddress;
        this.checks = checks;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Returns the sender of a message.
     *
     * @param requested the requested sender, or null for the default
     * @throws InvalidInputException if the settings do not allow the requested sender
     */
    public Mailbox from(@Nullable Mailbox requested) {
        if (requested == null) {
            return from;
        }
        requireAllowed("from", requested);
        return requested;
    }

    /**
     * Requires that a sender is allowed by the settings.
     *
     * @param field the field that has it, for the exception
     * @throws InvalidInputException if it is not allowed
     */
    public void requireAllowed(String field, Mailbox sender) {
        String address = sender.address().wireForm().toLowerCase(Locale.ROOT);
        boolean allowed = sender.address().equals(from.address())
                || allowedSenders.contains(address)
                || allowedSenders.contains(sender.address().asciiDomain());
        if (!allowed) {
            throw new InvalidInputException(
                    field, field + " is not an allowed sender address; EMAIL_FROM_ALLOWED lists the allowed ones");
        }
    }

    /**
     * Begins a submission, or resumes the one with the same Idempotency-Key.
     *
     * @param requestedNotifyAddress gets a notice when a person first opens a copy; null for the address in the settings
     * @param time when the message is sent
     * @param key the Idempotency-Key, or null
     * @param fingerprint everything that must be equal in requests with the same key
     * @throws IdempotencyConflictException if it is not equal
     * @throws InvalidInputException if the content is invalid, or no mail server sends mail of its sender and campaign
     */
    public PendingMessage begin(
            MessageContent submitted,
            @Nullable EmailAddress requestedNotifyAddress,
            SendTime time,
            @Nullable String key,
            ImmutableBytes fingerprint) {
        MessageContent content = senderFields.addTo(submitted);
        EmailAddress notify = OpenNotifier.notifyAddress(requestedNotifyAddress, content.bulk(), notifyAddress);
        PreparedMessage prepared = PreparedMessage.of(content);
        long digest = CopyRenderer.digest(fingerprint);
        ImmutableBytes keyHash = key == null ? null : new ImmutableBytes(Sha256.of(key));
        Optional<StoredMessage> existing = keyHash == null ? Optional.empty() : messages.byIdempotencyKey(keyHash);
        if (existing.isPresent()) {
            if (existing.get().digest() != digest) {
                throw new IdempotencyConflictException();
            }
            return new PendingMessage(
                    prepared,
                    notify,
                    time,
                    existing.get(),
                    shards.of(existing.get().id()));
        }
        int shard = shards.forNew(keyHash);
        StoredMessage message = new StoredMessage(
                        Uuid7.at(clock.instant(), shard, random),
                        content.campaign(),
                        MessageContentFormat.write(content),
                        MessageContentFormat.files(content),
                        keyHash,
                        digest,
                        content.hasViewLink())
                .from(content.from().address().asciiDomain())
                .under(content.tracking().profile())
                .pooled(senderFields.pooling(content));
        queue.check(message);
        return new PendingMessage(prepared, notify, time, message, shard);
    }

    /** A message that recipients are being added to. */
    public final class PendingMessage {
        private final PreparedMessage prepared;
        private final @Nullable EmailAddress notify;
        private final SendTime time;
        private final StoredMessage message;
        private final int shard;
        private final SubmittedCalendar calendar;
        private boolean isHtmlChecked;

        /** @param shard the number of the database that stores the message */
        private PendingMessage(
                PreparedMessage prepared,
                @Nullable EmailAddress notify,
                SendTime time,
                StoredMessage message,
                int shard) {
            this.prepared = prepared;
            this.notify = notify;
            this.time = time;
            this.message = message;
            this.shard = shard;
            this.calendar = new SubmittedCalendar(prepared);
        }

        public UUID id() {
            return message.id();
        }

        /** The findings about the message that have a sentence in {@code warnings}. */
        public List<Finding> warnings() {
            List<Finding> warnings = new ArrayList<>(checks.warnings(prepared.content()));
            calendar.warnings().forEach(one -> warnings.add(new Finding("calendar-sender", "calendar", one)));
            return warnings;
        }

        /** The findings about the author of the message and its tracking. */
        public List<Finding> senderFindings() {
            return checks.ofSender(prepared.content());
        }

        /** The findings about the copy of a recipient. {@link #prepare} must have accepted the recipient. */
        public List<Finding> copyFindings(Recipient recipient) {
            return checks.ofFirstCopy(prepared, recipient, newId());
        }

        /** Renders the copy of a recipient without sending it. {@link #prepare} must have accepted the recipient. */
        public MessageChecks.CheckedCopy copy(Recipient recipient) {
            return checks.ofCopy(prepared, recipient, newId());
        }

        private DeliveryId newId() {
            return DeliveryId.create(clock.instant(), shard, random);
        }

        public SubmittedCalendar calendar() {
            return calendar;
        }

        /**
         * Creates the delivery to one recipient, after rendering the message for a check.
         *
         * @throws InvalidInputException naming what is missing or invalid
         */
        public NewDelivery prepare(Recipient recipient) {
            MessageTemplate.RenderedText rendered = prepared.template().render(recipient.data());
            MailMessage mail = new MailMessage(
                    recipient.mailbox().address(),
                    rendered.subject(),
                    rendered.html(),
                    rendered.text(),
                    prepared.content().campaign());
            checkHtml(rendered);
            calendar.check(recipient);
            ImmutableBytes data = MessageContentFormat.write(recipient);
            Instant now = clock.instant();
            SendWindow hours = time.window(recipient.data());
            Instant due = SendTime.due(time.from(), hours, now);
            return new NewDelivery(
                            DeliveryId.create(now, shard, random),
                            mail.to(),
                            mail.subject(),
                            data,
                            CopyRenderer.digest(data),
                            due.isAfter(now) ? DeliveryState.SCHEDULED : DeliveryState.QUEUED,
                            due)
                    .notifying(notify)
                    .bulk(prepared.content().bulk())
                    .topic(prepared.content().topic())
                    .within(hours);
        }

        private void checkHtml(MessageTemplate.RenderedText rendered) {
            if (prepared.content().source() != null) {
                // Nothing is filled in, and HTML beyond the limits is not tracked.
                return;
            }
            // Without placeholders the HTML is the same for all recipients, and is checked once.
            if (prepared.content().template() || !isHtmlChecked) {
                HtmlLimits.check(
                        rendered.html() == null ? "text" : "html",
                        MessageComposer.html(rendered.html(), rendered.text()));
                UrlPlaceholders.check(rendered.html(), rendered.text());
                if (prepared.content().template()) {
                    UrlPlaceholders.refuseUnfilled(rendered.html());
                }
                isHtmlChecked = true;
            }
        }

        /**
         * Stores deliveries. They are durable when this returns, and are sent from then on; those to suppressed recipients
         * are stored as {@code suppressed}.
         *
         * @param position the position of the first of them among the recipients of the message
         */
        public List<EnqueueResult> add(int position, List<NewDelivery> deliveries) {
            return queue.add(message, prepared, position, deliveries);
        }
    }
}
