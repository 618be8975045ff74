package telltale.store;

/**
 * How often a delivery's pixel was loaded.
 *
 * @param total every load, with a row or folded
 */
public record OpenCounts(long total) {
    public static final OpenCounts NONE = new OpenCounts(0);
}
