package telltale.store;

/**
 * The opens and clicks of a delivery, with or without a row.
 *
 * @param total the number of pixel loads
 * @param clicks the number of clicks
 */
public record OpenCounts(long total, long clicks) {
    public static final OpenCounts NONE = new OpenCounts(0);

    /** Counts without clicks. */
    public OpenCounts(long total) {
        this(total, 0);
    }
}
