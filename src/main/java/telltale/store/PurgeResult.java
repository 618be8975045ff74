package telltale.store;

/**
 * The result of one step of deleting old events.
 *
 * @param deleted the number of events deleted
 * @param done whether the pass over all events is complete; the next step begins a new pass
 */
public record PurgeResult(int deleted, boolean done) {}
