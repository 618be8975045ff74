package telltale.store;

/**
 * What one step of deleting old events did.
 *
 * @param deleted how many events it deleted
 * @param done whether the pass over all events is over; the next step begins a new one
 */
public record PurgeResult(int deleted, boolean done) {}
