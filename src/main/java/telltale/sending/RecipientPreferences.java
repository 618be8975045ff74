package telltale.sending;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.store.Persons;
import telltale.store.StoreUnavailableException;

/**
 * The preferences that a recipient changes through the links in a message. Every method throws
 * {@link PreferencesUnavailableException} while the database is unavailable.
 */
public final class RecipientPreferences {
    private static final Logger log = LoggerFactory.getLogger(RecipientPreferences.class);

    private final Persons persons;
    private final Clock clock;

    public RecipientPreferences(Persons persons, Clock clock) {
        this.persons = persons;
        this.clock = clock;
    }

    /**
     * Suppresses bulk mail to the recipient of a delivery.
     *
     * @return false if there is no such delivery
     */
    public boolean unsubscribe(DeliveryId delivery) {
        Suppression unsubscribed = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, clock.instant());
        boolean known = available(() -> persons.suppressRecipient(delivery, unsubscribed));
        if (known) {
            log.info("The recipient of {} unsubscribed", delivery);
        }
        return known;
    }

    /** Returns whether the recipient may be tracked; empty if there is no such delivery. */
    public Optional<Boolean> isTracked(DeliveryId delivery) {
        return available(() -> persons.recipient(delivery)).map(Person::tracked);
    }

    /** Allows or forbids the recording of opens and clicks from now on, for messages already sent and for new ones. */
    public void track(DeliveryId delivery, boolean tracked) {
        if (available(() -> persons.setTracked(delivery, tracked, clock.instant()))) {
            log.info("The recipient of {} {} tracking", delivery, tracked ? "allowed" : "refused");
        }
    }

    private static <T> T available(Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreUnavailableException unavailable) {
            throw new PreferencesUnavailableException(unavailable);
        }
    }
}
