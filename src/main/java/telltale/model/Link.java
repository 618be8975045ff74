package telltale.model;

/**
 * A tracked link of a message.
 *
 * @param number its position among the tracked links of the message, from 1
 * @param destination its target
 */
public record Link(int number, Destination destination) {
    /** The largest number that fits into the two bytes that a token has for it. */
    public static final int MAX_NUMBER = 65_535;

    public Link {
        if (number < 1 || number > MAX_NUMBER) {
            throw new IllegalArgumentException("a link number is from 1 to " + MAX_NUMBER + ", not " + number);
        }
    }
}
