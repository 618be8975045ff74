package telltale.model;

/**
 * How the recipients of a message share pixels under the profile {@code aggregated}.
 *
 * @param size the least number of recipients of a pool
 * @param noise the probability, in percent, with which a pool is wrongly stored as seen, and that with which a pool that is
 *     seen is not stored (randomised response; Warner, "Randomized response", JASA 60(309), 1965)
 */
public record Pooling(int size, int noise) {
    /** With fewer recipients, a pool that nobody opened tells too much about each of them. */
    public static final int MIN_SIZE = 5;

    public static final int MAX_SIZE = 100;
    public static final int MAX_NOISE = 25;

    /** @throws IllegalArgumentException if a value is out of its bounds */
    public Pooling {
        if (size < MIN_SIZE || size > MAX_SIZE || noise < 0 || noise > MAX_NOISE) {
            throw new IllegalArgumentException(
                    "pools of " + size + " with a noise of " + noise + " % are not possible");
        }
    }
}
