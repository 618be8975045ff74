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
 * Who gets mail, and what each of them has chosen; the promises of {@link Store} hold for it. Of two suppressions of one
 * person the wider holds, and of two alike the first, so that suppressing again changes nothing.
 */
public interface Persons {
    /** The person behind an address; one that nobody knows yet has chosen nothing. */
    default Person person(EmailAddress address) {
        return persons(List.of(address)).get(0);
    }

    /** The same for many at once: one for each address, in their order. */
    List<Person> persons(List<EmailAddress> addresses);

    /** Whom a delivery goes to; nothing if there is no such delivery. */
    Optional<Person> recipient(DeliveryId delivery);

    /** Suppresses whom a delivery goes to; false if there is no such delivery. */
    boolean suppressRecipient(DeliveryId delivery, Suppression suppression);

    /** Keeps whether whom a delivery goes to may be tracked; false if there is no such delivery. */
    boolean track(DeliveryId delivery, boolean tracked, Instant at);

    /** An address that gets no more mail. */
    record Suppressed(EmailAddress address, Suppression suppression) {}

    /**
     * Suppresses all of them or, when it throws, none.
     *
     * @return for how many that changed something
     */
    int suppress(List<Suppressed> suppressed);

    /** Takes a suppression back; false if there was none. */
    boolean release(EmailAddress address);

    /**
     * Who is suppressed, in the order of their keys.
     *
     * @param after whose key is greater, or null for the first ones
     */
    List<Person> suppressed(@Nullable PersonKey after, int limit);

    /** Every delivery to a person, newest first. */
    List<DeliveryId> deliveries(EmailAddress address);

    /**
     * What was erased of a person.
     *
     * @param person whether there was one
     */
    record Erased(boolean person, int deliveries, int events) {}

    /**
     * Forgets a person: deliveries, events, suppression and choices, what the outbox keeps for that person alone, and
     * messages that nobody else was to get. What was not sent yet is not sent any more. Counters are moved back by what had a row; what a
     * campaign counted of events without one stays in its sums.
     */
    Erased erase(EmailAddress address);
}
