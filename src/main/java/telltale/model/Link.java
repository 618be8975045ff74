package telltale.model;

/**
 * A tracked link of a mail.
 *
 * @param number its place among the tracked links of the mail, from 1
 * @param destination where it leads
 */
public record Link(int number, Destination destination) {
    /** What two bytes hold, the room that a token has for it. */
    public static final int HIGHEST_NUMBER = 65_535;

    public Link {
        if (number < 1 || number > HIGHEST_NUMBER) {
            throw new IllegalArgumentException("a link has a number from 1 to " + HIGHEST_NUMBER + ", not " + number);
        }
    }
}
