package telltale.store;

import java.util.List;
import java.util.Optional;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Outcome;

/**
 * What Telltale remembers. Every method that writes has written durably when it returns, and has changed nothing when
 * it throws. All of them throw {@link StoreUnavailable} while the database is away.
 */
public interface Store extends AutoCloseable {
    /** Remembers a new delivery. */
    void insert(Delivery delivery);

    /**
     * Takes a delivery a step further, from {@code SENDING} to what the outcome says.
     *
     * @throws IllegalStateException if there is no such delivery or it is in another state
     */
    void finish(DeliveryId delivery, Outcome outcome);

    /**
     * Gives up the deliveries that were in an SMTP conversation when the process ended: nobody knows how it went.
     *
     * @param detail what their record will say
     * @return how many there were
     */
    int failInterrupted(String detail);

    /** Remembers events, each once however often it is appended. Those of deliveries that do not exist are left out. */
    Appended append(List<Event> events);

    Optional<Delivery> delivery(DeliveryId id);

    /** One page of deliveries, newest first. */
    DeliveryPage deliveries(DeliveryQuery query);

    /** What happened to a delivery, in order: the newest {@code limit} events. */
    List<Event> events(DeliveryId delivery, int limit);

    /** How many events each of these deliveries has, in their order. */
    List<Long> eventCounts(List<DeliveryId> deliveries);

    /** How the database is set up and whether it answers. */
    StoreHealth health();

    @Override
    void close();
}
