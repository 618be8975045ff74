package telltale.store;

/**
 * How often a delivery's pixel was loaded, and its links were visited; with a row or folded.
 *
 * @param total every load of the pixel
 * @param clicks every visit of a link
 */
public record OpenCounts(long total, long clicks) {
    public static final OpenCounts NONE = new OpenCounts(0);

    /** Loads of the pixel alone. */
    public OpenCounts(long total) {
        this(total, 0);
    }
}
