package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;

/**
 * The recipients of mail and their preferences. Writes are durable and throw as in {@link Store}. Of two suppressions of
 * one person the wider one holds, and of two equal ones the first: suppressing is idempotent.
 */
public interface Persons {
    /** The person with an address; without preferences if the person is unknown. */
    default Person person(EmailAddress address) {
        return persons(List.of(address)).get(0);
    }

    /** The persons with these addresses: one for each address, in order. */
    List<Person> persons(List<EmailAddress> addresses);

    /** The recipient of a delivery; empty if the delivery does not exist. */
    Optional<Person> recipient(DeliveryId delivery);

    /**
     * The recipient of a claimed delivery; empty if it was erased. As it was claimed, unless a person has changed since; in a
     * database that other nodes share, a recipient that was claimed more than a second ago is read again.
     */
    Optional<Person> recipient(ClaimedDelivery delivery);

    /** Suppresses the recipient of a delivery; false if the delivery does not exist. */
    boolean suppressRecipient(DeliveryId delivery, Suppression suppression);

    /** Stores whether the recipient of a delivery may be tracked; false if the delivery does not exist. */
    boolean setTracked(DeliveryId delivery, boolean tracked, Instant at);

    /** An address to suppress. */
    record Suppressed(EmailAddress address, Suppression suppression) {}

    /**
     * Suppresses all of these addresses or, when it throws, none.
     *
     * @return the number of persons that this changed
     */
    int suppress(List<Suppressed> suppressed);

    /** Removes a suppression; false if there was none. */
    boolean release(EmailAddress address);

    /**
     * A page of suppressed persons, in the order of their keys.
     *
     * @param after the key of the last person of the previous page, or null
     */
    List<Person> suppressed(@Nullable PersonKey after, int limit);

    /** All deliveries to a person, newest first. */
    List<DeliveryId> deliveries(EmailAddress address);

    /**
     * The result of erasing a person.
     *
     * @param person whether the person was known
     */
    record ErasureResult(boolean person, int deliveries, int events) {}

    /**
     * Erases a person: deliveries, events, suppression and preferences, the person's data in the outbox, and messages
     * without any other recipient. Queued deliveries are not sent. Counters are reduced by the events that have a row;
     * events without one stay in the sums of their campaign.
     */
    ErasureResult erase(EmailAddress address);
}
