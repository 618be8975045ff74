package telltale.store;

/**
 * What became of a batch of events. An event that was stored before is in none of the numbers.
 *
 * @param stored new rows
 * @param folded counted without a row, because their delivery had too many already
 * @param unknownDelivery of deliveries that do not exist
 */
public record Appended(int stored, int folded, int unknownDelivery) {
    /** Both together. */
    public Appended plus(Appended other) {
        return new Appended(stored + other.stored, folded + other.folded, unknownDelivery + other.unknownDelivery);
    }
}
