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
import telltale.model.TopicSubscription;

/**
 * The recipients of mail and their preferences. Writes are durable and throw as in {@link Store}. Of a suppression of bulk
 * mail and one of all mail the wider one holds; of two equal ones the first, so that suppressing is idempotent, unless the
 * person unsubscribed first: such a suppression gives way to any other reason, because the person could revoke it. A
 * suppression that ends by itself never replaces one without an end, and gives way to any of those. It holds until {@link
 * #releaseExpired} removes it.
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

    /** Suppresses mail to the recipient of a delivery; false if the delivery does not exist. */
    boolean suppressRecipient(DeliveryId delivery, Suppression suppression);

    /** Stores whether the recipient of a delivery may be tracked; false if the delivery does not exist. */
    boolean setTracked(DeliveryId delivery, boolean tracked, Instant at);

    /** Stores whether a person may be tracked. */
    void setTracked(EmailAddress address, boolean tracked, Instant at);

    /** An address to suppress. A person may have one suppression of bulk or all mail, and one of each topic. */
    record Suppressed(EmailAddress address, Suppression suppression) {}

    /**
     * Suppresses all of these addresses or, when it throws, none.
     *
     * @return the number of suppressions that this changed
     */
    int suppress(List<Suppressed> suppressed);

    /** Removes the suppression of bulk mail or of all mail; false if there was none. */
    boolean release(EmailAddress address);

    /** Removes the suppression of a topic; false if there was none. */
    boolean release(EmailAddress address, String topic);

    /**
     * Removes suppressions that have ended by themselves.
     *
     * @return the number of persons whose suppression this removed
     */
    int releaseExpired(Instant now, int limit);

    /**
     * Removes the suppression by which the recipient of a delivery unsubscribed, and none that has another reason.
     *
     * @param topic the name of a topic, or null for bulk mail
     * @return false if the delivery does not exist
     */
    boolean resubscribeRecipient(DeliveryId delivery, @Nullable String topic);

    /** Removes the suppression by which a person unsubscribed, as {@link #resubscribeRecipient} does. */
    void resubscribe(EmailAddress address, @Nullable String topic);

    /** The topics that a delivery's recipient got mail of or that are suppressed, in the order of their names. */
    List<TopicSubscription> topics(DeliveryId delivery);

    /** The topics that a person got mail of or that are suppressed, in the order of their names. */
    List<TopicSubscription> topics(EmailAddress address);

    /**
     * Persons with any suppression, in the order of their keys.
     *
     * @param from the key from which on they are returned, or null
     */
    List<Person> suppressed(@Nullable PersonKey from, int limit);

    /** When persons last opened mail under the profile hygiene. */
    PersonActivities activity();

    /** All deliveries to a person, newest first. */
    List<DeliveryId> deliveries(EmailAddress address);

    /**
     * The result of erasing a person.
     *
     * @param person whether the person was known
     * @param consents the number of deleted entries of the consent ledger
     */
    record ErasureResult(boolean person, int deliveries, int events, int reports, int consents) {
        /** The result of an erasure by its counts. */
        public static ErasureResult of(PersonRights.Erased erased) {
            return new ErasureResult(
                    erased.known(),
                    erased.count("deliveries"),
                    erased.count("events"),
                    erased.count("reports"),
                    erased.count("consents"));
        }
    }

    /** Erases a person, also from the consent ledger. */
    default ErasureResult erase(EmailAddress address) {
        return erase(address, false);
    }

    /**
     * Erases a person: deliveries, events, the reports about them, suppression and preferences, the person's data in the
     * outbox, and messages without any other recipient. Queued deliveries are not sent. Counters are reduced by the events that have a row;
     * events without one stay in the sums of their campaign.
     *
     * @param keepsConsents whether the entries of the consent ledger stay as a proof (GDPR article 17(3)(e)); what they forbid,
     *     and an objection to all tracking, hold for later mail then
     */
    ErasureResult erase(EmailAddress address, boolean keepsConsents);

    /** The restriction and the erasure of persons. */
    PersonRights rights();
}
