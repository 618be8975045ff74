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
import telltale.mail.Composer;
import telltale.mail.HtmlLimits;
import telltale.model.Address;
import telltale.model.Attachment;
import telltale.model.BadInput;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Octets;
import telltale.model.Person;
import telltale.model.State;
import telltale.model.Uuid7;
import telltale.store.Entered;
import telltale.store.KeptMessage;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.Persons;
import telltale.store.Sha256;
import telltale.store.Store;

/** Takes letters on: checks them, and puts them into the outbox for each recipient. */
public final class Acceptance {
    private final Outbox outbox;
    private final Persons persons;
    private final Runnable news;
    private final Mailbox from;
    private final List<String> fromAllowed;
    private final @Nullable Address notify;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param news told when something came into the outbox
     * @param from who writes where a letter does not say
     * @param fromAllowed domains and addresses in lower case that may write beside; none for the domain of {@code from}
     * @param notify who is told when a person first saw a mail that is not bulk and names nobody, or null
     */
    public Acceptance(
            Store store,
            Runnable news,
            Mailbox from,
            List<String> fromAllowed,
            @Nullable Address notify,
            Clock clock,
            RandomGenerator random) {
        this.outbox = store.outbox();
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
     * @throws BadInput if the owner does not let that one write
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
            throw new BadInput(
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
     * @throws OtherMessage if it is not the same
     * @throws BadInput if the letter is none
     */
    public Accepting begin(
            Letter letter, @Nullable Address told, @Nullable Instant sendAt, @Nullable String key, Octets said) {
        Address toTell = Notices.whoIsTold(told, letter.bulk(), notify);
        Script script = new Script(letter);
        long digest = Copies.digest(said);
        Octets hashed = key == null ? null : Sha256.of(new Octets(key.getBytes(StandardCharsets.UTF_8)));
        Optional<KeptMessage> known = hashed == null ? Optional.empty() : outbox.byKey(hashed);
        if (known.isPresent()) {
            if (known.get().digest() != digest) {
                throw new OtherMessage();
            }
            return new Accepting(letter, script, toTell, sendAt, known.get());
        }
        return new Accepting(
                letter,
                script,
                toTell,
                sendAt,
                new KeptMessage(
                        Uuid7.at(clock.instant(), random),
                        letter.campaign(),
                        LetterFormat.write(letter),
                        letter.attachments().stream().map(Attachment::content).toList(),
                        hashed,
                        digest));
    }

    /** A message that gets its recipients. */
    public final class Accepting {
        private final Letter letter;
        private final Script script;
        private final @Nullable Address toTell;
        private final @Nullable Instant sendAt;
        private final KeptMessage message;
        private boolean isChecked;

        private Accepting(
                Letter letter, Script script, @Nullable Address toTell, @Nullable Instant sendAt, KeptMessage message) {
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
         * @throws BadInput naming what is missing or wrong
         */
        public NewDelivery check(Recipient recipient) {
            Script.Words words = script.of(recipient.data());
            Mail mail = new Mail(
                    recipient.mailbox().address(), words.subject(), words.html(), words.text(), letter.campaign());
            checkHtml(words);
            Octets data = LetterFormat.write(recipient);
            Instant now = clock.instant();
            Instant due = sendAt != null && sendAt.isAfter(now) ? sendAt : now;
            return new NewDelivery(
                            new DeliveryId(Uuid7.at(now, random)),
                            mail.to(),
                            mail.subject(),
                            data,
                            Copies.digest(data),
                            due.isAfter(now) ? State.SCHEDULED : State.QUEUED,
                            due)
                    .telling(toTell);
        }

        private void checkHtml(Script.Words words) {
            // Without placeholders it is the same for all, and checked for the first of them.
            if (letter.template() || !isChecked) {
                HtmlLimits.check(words.html() == null ? "text" : "html", Composer.html(words.html(), words.text()));
                isChecked = true;
            }
        }

        /**
         * Keeps deliveries. They are durable when this returns, and leave from then on; but those whose recipients do not
         * want them are kept as suppressed.
         *
         * @param position the place of the first of them in the message
         */
        public List<Entered> add(int position, List<NewDelivery> deliveries) {
            List<Entered> entered = new ArrayList<>(outbox.add(message, position, unlessUnwanted(deliveries)));
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
                                ? delivery.suppressed(TrackedSending.why(recipient))
                                : delivery);
            }
            return kept;
        }
    }
}
