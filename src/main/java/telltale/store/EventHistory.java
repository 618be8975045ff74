package telltale.store;

/** The events of deliveries by time. */
public interface EventHistory {
    /** The maximum number of a delivery's newest events that are listed. */
    int MAX_OF_DELIVERY = 10_000;

    /**
     * A page of events. PostgreSQL orders them by their time, the embedded database in the order in which they were stored,
     * which is the same but for clocks that were set.
     */
    EventPage page(EventQuery query);
}
