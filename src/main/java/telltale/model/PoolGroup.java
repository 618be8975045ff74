package telltale.model;

/**
 * The pools of a campaign that have the same size and noise.
 *
 * @param size the number of recipients of each
 * @param noise as in {@link Pooling}
 * @param pools their number
 * @param seen the number of those that are stored as seen by a person
 */
public record PoolGroup(int size, int noise, long pools, long seen) {
    /** This group and others of the same size and noise. */
    public PoolGroup plus(PoolGroup same) {
        return new PoolGroup(size, noise, pools + same.pools, seen + same.seen);
    }
}
