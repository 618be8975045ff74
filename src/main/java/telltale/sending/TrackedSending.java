package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.mail.ComposedMail;
import telltale.mail.Composer;
import telltale.mail.MailSender;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.Person;
import telltale.model.State;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.Store;
import telltale.store.StoreUnavailable;

/**
 * Sends a tracked mail while the caller waits: the delivery is stored before the mail leaves, so that no pixel can
 * come back that nobody knows, and the outcome after it.
 */
public final class TrackedSending implements Tracker {
    /** What the record of a delivery says that was being sent when the process ended. */
    public static final String INTERRUPTED =
            "in doubt: Telltale ended during the SMTP conversation, so the mail may or may not have arrived";

    private static final Logger log = LoggerFactory.getLogger(TrackedSending.class);

    private final Store store;
    private final MailSender sender;
    private final Mailbox from;
    private final Tailor tailor;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tailor makes of a mail what its recipient gets
     * @param random makes the random part of delivery ids
     */
    public TrackedSending(
            Store store, MailSender sender, Mailbox from, Tailor tailor, Clock clock, RandomGenerator random) {
        this.store = store;
        this.sender = sender;
        this.from = from;
        this.tailor = tailor;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Sent send(Mail mail) throws SuppressedRecipient {
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        Person person = store.persons().person(mail.to());
        if (person.refuses(mail)) {
            throw suppressed(id, mail, person);
        }
        Tailor.Fitted fitted = tailor.fit(mail, person, id);
        ComposedMail composed = Composer.compose(fitted.mail(), from, id, now, fitted.html(), fitted.oneClick());
        store.insert(new Delivery(id, mail.to(), mail.campaign(), mail.subject(), State.SENDING, null, null));
        Outcome outcome = sender.send(composed);
        say(id, mail, outcome);
        return new Sent(after(id, mail, outcome), outcome, remember(id, outcome), fitted.warnings());
    }

    private SuppressedRecipient suppressed(DeliveryId id, Mail mail, Person person) {
        Delivery delivery = suppressed(mail, id, person);
        store.insert(delivery);
        log.info("{} is not sent: {} does not want it", id, mail.to().masked());
        return new SuppressedRecipient(delivery);
    }

    /** A mail that its recipient does not want, as it is remembered. */
    static Delivery suppressed(Mail mail, DeliveryId id, Person person) {
        Suppression suppression = Objects.requireNonNull(person.suppression());
        String detail = "the recipient gets no " + (suppression.scope() == Suppression.Scope.ALL ? "" : "bulk ")
                + "mail: " + suppression.reason() + ", since " + suppression.at();
        return new Delivery(id, mail.to(), mail.campaign(), mail.subject(), State.SUPPRESSED, null, detail);
    }

    private boolean remember(DeliveryId id, Outcome outcome) {
        try {
            store.finish(id, outcome);
            return true;
        } catch (StoreUnavailable away) {
            log.error(
                    "{} is {}, but the database did not take note of it: {}",
                    id,
                    outcome.state().word(),
                    away.getMessage());
            return false;
        }
    }

    private static void say(DeliveryId id, Mail mail, Outcome outcome) {
        String to = mail.to().masked();
        if (outcome instanceof Outcome.Accepted) {
            log.info("{} sent to {}: {}", id, to, outcome.detail());
        } else {
            log.warn("{} {} for {}: {}", id, outcome.state().word(), to, outcome.detail());
        }
    }

    private static Delivery after(DeliveryId id, Mail mail, Outcome outcome) {
        Instant acceptedAt =
                outcome instanceof Outcome.Accepted accepted ? accepted.at().truncatedTo(ChronoUnit.MILLIS) : null;
        return new Delivery(
                id, mail.to(), mail.campaign(), mail.subject(), outcome.state(), acceptedAt, outcome.detail());
    }
}
