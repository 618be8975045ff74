package telltale.judging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import telltale.model.PoolGroup;

/**
 * A simulated campaign whose recipients share pixels.
 *
 * @param openers the actual number of openers
 * @param groups what is stored of the pools
 */
public record SimulatedPools(long openers, List<PoolGroup> groups) {
    private static final int PERCENT = 100;

    /**
     * Simulates a campaign.
     *
     * @param size the least number of recipients of a pool; those left over join the first pools
     * @param noise in percent
     * @param rate the probability with which a recipient opens
     */
    public static SimulatedPools of(int recipients, int size, int noise, double rate, Random random) {
        int pools = recipients / size;
        long openers = 0;
        Map<Integer, long[]> counts = new TreeMap<>();
        for (int pool = 0; pool < pools; pool++) {
            int members = recipients / pools + (pool < recipients % pools ? 1 : 0);
            int opened = 0;
            for (int i = 0; i < members; i++) {
                opened += random.nextDouble() < rate ? 1 : 0;
            }
            openers += opened;
            boolean isSeen = random.nextInt(PERCENT) < noise || (opened > 0 && random.nextInt(PERCENT) >= noise);
            long[] count = counts.computeIfAbsent(members, any -> new long[2]);
            count[0]++;
            count[1] += isSeen ? 1 : 0;
        }
        List<PoolGroup> groups = new ArrayList<>();
        counts.forEach((members, count) -> groups.add(new PoolGroup(members, noise, count[0], count[1])));
        return new SimulatedPools(openers, groups);
    }
}
