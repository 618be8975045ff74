package telltale.sending;

import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.store.Persons;

/** What the recipient of a mail may choose by the links in it. */
public final class RecipientPreferences {
    private static final Logger log = LoggerFactory.getLogger(RecipientPreferences.class);

    private final Persons persons;
    private final Clock clock;

    public RecipientPreferences(Persons persons, Clock clock) {
        this.persons = persons;
        this.clock = clock;
    }

    /** No more bulk mail; false if there is no such delivery. */
    public boolean unsubscribe(DeliveryId delivery) {
        Suppression unsubscribed = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, clock.instant());
        boolean known = persons.suppressRecipient(delivery, unsubscribed);
        if (known) {
            log.info("{} unsubscribed", delivery);
        }
        return known;
    }

    /** Whether the recipient may be tracked; nothing if there is no such delivery. */
    public Optional<Boolean> isTracked(DeliveryId delivery) {
        return persons.recipient(delivery).map(Person::tracked);
    }

    /** Whether opens and clicks may be recorded from now on, of mails already sent as of new ones. */
    public void track(DeliveryId delivery, boolean tracked) {
        if (persons.track(delivery, tracked, clock.instant())) {
            log.info("{} chose to be {}", delivery, tracked ? "tracked" : "tracked no more");
        }
    }
}
