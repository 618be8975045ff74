package telltale.sending;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.MessageTemplate;
import telltale.message.Recipient;
import telltale.message.html.HtmlLimits;
import telltale.model.Attachment;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.model.Uuid7;
import telltale.store.EnqueueResult;
import telltale.store.Messages;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.Sha256;
import telltale.store.Store;
import telltale.store.StoredMessage;

/** Takes letters on: checks them, and puts them into the outbox for each recipient. */
public final class SubmissionService {
    private final Outbox outbox;
    private final Messages messages;
    private final Persons persons;
    private final Runnable news;
    private final Mailbox from;
    private final List<String> fromAllowed;
    private final @Nullable EmailAddress notify;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param news told when something came into the outbox
     * @param from who writes where a letter does not say
     * @param fromAllowed domains and addresses in lower case that may write beside; none for the domain of {@code from}
     * @param notify who is told when a person first saw a mail that is not bulk and names nobody, or null
     */
    public SubmissionService(
            Store store,
            Runnable news,
            Mailbox from,
            List<String> fromAllowed,
            @Nullable EmailAddress notify,
            Clock clock,
            RandomGenerator random) {
        this.outbox = store.outbox();
        this.messages = store.messages();
        this.persons = store.persons();
        this.news = news;
        this.from = from;
        this.fromAllowed = fromAllowed.isEmpty() ? List.of(from.address().asciiDomain()) : List.copyOf(fromAllowed);
        this.notify = notify;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Who writes.
     *
     * @throws InvalidInputException if the owner does not let that one write
     */
    public Mailbox from(@Nullable Mailbox given) {
        if (given == null) {
            return from;
        }
        String address = given.address().onTheWire().toLowerCase(Locale.ROOT);
        boolean allowed = given.address().equals(from.address())
                || fromAllowed.contains(address)
                || fromAllowed.contains(given.address().asciiDomain());
        if (!allowed) {
            throw new InvalidInputException(
                    "from", "from is not an address that may write here; EMAIL_FROM_ALLOWED names those that may");
        }
        return given;
    }

    /**
     * Begins a message, or goes on with the one that came under the same key.
     *
     * @param told who is told when a person first saw a copy; null for whom the settings name
     * @param sendAt when it is to leave, or null for now
     * @param key the Idempotency-Key, or null
     * @param said everything that has to be the same under the same key
     * @throws IdempotencyConflictException if it is not the same
     * @throws InvalidInputException if the letter is none
     */
    public Accepting begin(
            MessageContent letter,
            @Nullable EmailAddress told,
            @Nullable Instant sendAt,
            @Nullable String key,
            ImmutableBytes said) {
        EmailAddress toTell = OpenNotifier.whoIsTold(told, letter.bulk(), notify);
        MessageTemplate script = new MessageTemplate(letter);
        long digest = CopyRenderer.digest(said);
        ImmutableBytes hashed =
                key == null ? null : Sha256.of(new ImmutableBytes(key.getBytes(StandardCharsets.UTF_8)));
        Optional<StoredMessage> known = hashed == null ? Optional.empty() : messages.byIdempotencyKey(hashed);
        if (known.isPresent()) {
            if (known.get().digest() != digest) {
                throw new IdempotencyConflictException();
            }
            return new Accepting(letter, script, toTell, sendAt, known.get());
        }
        return new Accepting(
                letter,
                script,
                toTell,
                sendAt,
                new StoredMessage(
                        Uuid7.at(clock.instant(), random),
                        letter.campaign(),
                        MessageContentFormat.write(letter),
                        letter.attachments().stream().map(Attachment::content).toList(),
                        hashed,
                        digest));
    }

    /** A message that gets its recipients. */
    public final class Accepting {
        private final MessageContent letter;
        private final MessageTemplate script;
        private final @Nullable EmailAddress toTell;
        private final @Nullable Instant sendAt;
        private final StoredMessage message;
        private boolean isChecked;

        private Accepting(
                MessageContent letter,
                MessageTemplate script,
                @Nullable EmailAddress toTell,
                @Nullable Instant sendAt,
                StoredMessage message) {
            this.letter = letter;
            this.script = script;
            this.toTell = toTell;
            this.sendAt = sendAt;
            this.message = message;
        }

        public UUID id() {
            return message.id();
        }

        /**
         * The delivery to one recipient, for which everything is there that the letter says.
         *
         * @throws InvalidInputException naming what is missing or wrong
         */
        public NewDelivery check(Recipient recipient) {
            MessageTemplate.Words words = script.of(recipient.data());
            MailMessage mail = new MailMessage(
                    recipient.mailbox().address(), words.subject(), words.html(), words.text(), letter.campaign());
            checkHtml(words);
            ImmutableBytes data = MessageContentFormat.write(recipient);
            Instant now = clock.instant();
            Instant due = sendAt != null && sendAt.isAfter(now) ? sendAt : now;
            return new NewDelivery(
                            new DeliveryId(Uuid7.at(now, random)),
                            mail.to(),
                            mail.subject(),
                            data,
                            CopyRenderer.digest(data),
                            due.isAfter(now) ? DeliveryState.SCHEDULED : DeliveryState.QUEUED,
                            due)
                    .notifying(toTell);
        }

        private void checkHtml(MessageTemplate.Words words) {
            // Without placeholders it is the same for all, and checked for the first of them.
            if (letter.template() || !isChecked) {
                HtmlLimits.check(
                        words.html() == null ? "text" : "html", MessageComposer.html(words.html(), words.text()));
                isChecked = true;
            }
        }

        /**
         * Keeps deliveries. They are durable when this returns, and leave from then on; but those whose recipients do not
         * want them are kept as suppressed.
         *
         * @param position the place of the first of them in the message
         */
        public List<EnqueueResult> add(int position, List<NewDelivery> deliveries) {
            List<EnqueueResult> entered =
                    new ArrayList<>(outbox.enqueue(message, position, unlessUnwanted(deliveries)));
            news.run();
            return entered;
        }

        private List<NewDelivery> unlessUnwanted(List<NewDelivery> deliveries) {
            List<Person> recipients =
                    persons.persons(deliveries.stream().map(NewDelivery::to).toList());
            List<NewDelivery> kept = new ArrayList<>(deliveries.size());
            for (int i = 0; i < deliveries.size(); i++) {
                Person recipient = recipients.get(i);
                NewDelivery delivery = deliveries.get(i);
                kept.add(
                        recipient.refuses(letter.bulk())
                                ? delivery.suppressed(ImmediateSender.why(recipient))
                                : delivery);
            }
            return kept;
        }
    }
}
