package telltale.store;

/**
 * What became of a batch of events.
 *
 * @param stored new rows
 * @param unknownDelivery events whose delivery does not exist
 */
public record Appended(int stored, int unknownDelivery) {}
