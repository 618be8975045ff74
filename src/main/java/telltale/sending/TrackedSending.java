package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.mail.ComposedMail;
import telltale.mail.Composer;
import telltale.mail.MailSender;
import telltale.mail.TrackedHtml;
import telltale.mail.Tracking;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Outcome;
import telltale.model.State;
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
    private final Function<DeliveryId, Tracking> tracking;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param tracking what goes into the mail of a delivery
     * @param random makes the random part of delivery ids
     */
    public TrackedSending(
            Store store,
            MailSender sender,
            Mailbox from,
            Function<DeliveryId, Tracking> tracking,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.sender = sender;
        this.from = from;
        this.tracking = tracking;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Sent send(Mail mail) {
        Instant now = clock.instant();
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        TrackedHtml tracked = TrackedHtml.of(Composer.html(mail), tracking.apply(id));
        ComposedMail composed = Composer.compose(mail, from, id, now, tracked);
        store.insert(new Delivery(id, mail.to(), mail.campaign(), mail.subject(), State.SENDING, null, null));
        Outcome outcome = sender.send(composed);
        say(id, mail, outcome);
        return new Sent(after(id, mail, outcome), outcome, remember(id, outcome), tracked.warnings());
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
