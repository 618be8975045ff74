package telltale.store;

/**
 * What became of a batch of events.
 *
 * @param stored new rows
 * @param folded counted without a row, because their delivery had too many already
 * @param unknownDelivery of deliveries that do not exist
 */
public record Appended(int stored, int folded, int unknownDelivery) {}
