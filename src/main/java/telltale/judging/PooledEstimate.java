package telltale.judging;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import telltale.model.PoolGroup;
import telltale.model.WireConstant;

/**
 * The number of openers among recipients who share pixels, from the pools that were seen (group testing: Dorfman, "The detection
 * of defective members of large populations", Annals of Mathematical Statistics 14(4), 1943; Thompson, "Estimation of the
 * proportion of vectors in a natural population of insects", Biometrics 18(4), 1962).
 *
 * <p>If each recipient opens with probability {@code r}, a pool of {@code k} is stored as seen with probability
 * {@code p = f + (1 - f)² (1 - (1 - r)^k)}: with probability {@code f}, its noise, it is stored as seen from the start, and with
 * the same probability its hits are not stored. The estimate maximizes the likelihood over pools of all sizes; for one size
 * {@code k} without noise and a share {@code s} of pools seen it is {@code 1 - (1 - s)^(1/k)}.
 *
 * @param recipients the recipients of all pools
 * @param pools their number
 * @param rate the estimated share of openers; null unless the status is {@link Status#ESTIMATED}
 * @param interval the interval of that share, which contains it in at least 95 % of the campaigns with a number; or null
 */
public record PooledEstimate(
        Status status,
        long recipients,
        long pools,
        @Nullable Double rate,
        @Nullable Interval interval) {
    /** With fewer pools, the interval is too wide to say anything, and a pool says too much about its members. */
    public static final int MIN_POOLS = 10;
    /** The openers of an average pool above which almost all pools are seen, so that their share says nothing. */
    public static final double MAX_OPENERS = 2;

    /**
     * The 98.75 % quantile of the normal distribution, for the upper limit. Of campaigns next to saturation, only those with a low
     * estimate get a number; their upper limits would be too low more often than one in twenty.
     */
    private static final double Z_ABOVE = 2.2414027276049464;

    private static final int BISECTIONS = 60;
    private static final double PERCENT = 100;
    /** A rate that is close to 0 or 1, where the terms of the likelihood have no value. */
    private static final double EDGE = 1e-12;

    /** Whether there is a number. */
    public enum Status implements WireConstant {
        /** yes */
        ESTIMATED,
        /** there are fewer than {@link #MIN_POOLS} pools */
        TOO_FEW,
        /** so many recipients opened the mail that their number cannot be told from the pools */
        SATURATED
    }

    /** The estimate from all pools of a campaign. */
    public static PooledEstimate of(List<PoolGroup> groups) {
        long pools = groups.stream().mapToLong(PoolGroup::pools).sum();
        long recipients =
                groups.stream().mapToLong(group -> group.pools() * group.size()).sum();
        if (pools < MIN_POOLS) {
            return new PooledEstimate(Status.TOO_FEW, recipients, pools, null, null);
        }
        double rate = root(r -> score(groups, r, 0));
        if (rate * recipients / pools > MAX_OPENERS) {
            return new PooledEstimate(Status.SATURATED, recipients, pools, null, null);
        }
        double low = root(r -> score(groups, r, -1) - Interval.Z);
        double high = root(r -> score(groups, r, 1) + Z_ABOVE);
        return new PooledEstimate(
                Status.ESTIMATED, recipients, pools, rate, new Interval(Math.min(low, rate), Math.max(high, rate)));
    }

    /**
     * The standardized score at a rate: the derivative of the log-likelihood, divided by its standard deviation. It decreases with
     * the rate. The limits of the interval are where it is a quantile of the normal distribution (score interval, which is
     * Wilson's for a single proportion), with a correction for continuity: one half of the pool that changes it most.
     *
     * @param correction -1 for the lower limit, 1 for the upper one, 0 for none
     */
    private static double score(List<PoolGroup> groups, double rate, int correction) {
        double score = 0;
        double information = 0;
        double step = 0;
        for (PoolGroup group : groups) {
            double noise = group.noise() / PERCENT;
            double clean = (1 - noise) * (1 - noise);
            double unopened = Math.pow(1 - rate, group.size());
            double seen = noise + clean * (1 - unopened);
            double slope = clean * group.size() * unopened / (1 - rate);
            double weight = slope / (seen * (1 - seen));
            score += weight * (group.seen() - group.pools() * seen);
            information += group.pools() * weight * slope;
            step = Math.max(step, weight);
        }
        return (score + correction * step / 2) / Math.sqrt(information);
    }

    /** The rate at which a decreasing function is 0; 0 if it is negative everywhere. */
    private static double root(DoubleUnaryOperator decreasing) {
        double low = EDGE;
        double high = 1 - EDGE;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            // Where no pool can be unseen any more, the score is not a number.
            if (decreasing.applyAsDouble(middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high < 2 * EDGE ? 0 : high;
    }
}
