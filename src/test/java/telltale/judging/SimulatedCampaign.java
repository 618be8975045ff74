package telltale.judging;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import telltale.model.Provider;

/**
 * A simulated campaign: the actual number of readers, and what a server would have observed.
 *
 * @param readers the actual number of readers
 * @param buckets what was seen
 */
public record SimulatedCampaign(long readers, Map<MeasurementBucket, Long> buckets) {

    /**
     * The behaviour of people and machines.
     *
     * @param deliveries the number of deliveries
     * @param prefetched the share whose images are loaded in advance
     * @param quarantined the share behind a scanner
     * @param read the probability of reading
     * @param readPrefetched the probability of reading if prefetched
     * @param click the probability that a reader who sees the images clicks
     * @param blocked the probability that a reader does not see the images
     * @param imageEffect how much less often readers click who do not see the images
     * @param prefetchedEffect how much less often prefetched readers click
     * @param quarantinedEffect how much more often quarantined recipients read
     * @param leak the probability that a machine makes a non-reader appear as a reader
     */
    public record Behaviour(
            int deliveries,
            double prefetched,
            double quarantined,
            double read,
            double readPrefetched,
            double click,
            double blocked,
            double imageEffect,
            double prefetchedEffect,
            double quarantinedEffect,
            double leak) {

        /** The behaviour under the simplest assumptions, for a campaign of this size. */
        public static Behaviour usual(int deliveries) {
            return new Behaviour(deliveries, 0.40, 0.15, 0.25, 0.25, 0.15, 0.25, 1, 1, 1, 0);
        }

        /** Random behaviour within the assumptions of the plausible range. */
        public static Behaviour allowed(int deliveries, Random random) {
            return new Behaviour(
                    deliveries,
                    0.40,
                    0.15,
                    between(0.15, 0.40, random),
                    between(0.15, 0.40, random),
                    between(0.08, 0.25, random),
                    between(0.15, 0.35, random),
                    between(1, 2, random),
                    between(0.8, 1.25, random),
                    between(0.75, 1.25, random),
                    between(0, 0.02, random));
        }

        /** Behaviour beyond the assumptions of the plausible range. */
        public static Behaviour beyond(int deliveries) {
            return new Behaviour(deliveries, 0.40, 0.15, 0.25, 0.25, 0.15, 0.25, 2.5, 2, 1, 0);
        }

        private static double between(double low, double high, Random random) {
            return low + (high - low) * random.nextDouble();
        }
    }

    /** A random campaign. */
    public static SimulatedCampaign of(Behaviour behaviour, Random random) {
        long readers = 0;
        Map<MeasurementBucket, Long> buckets = new HashMap<>();
        for (int i = 0; i < behaviour.deliveries(); i++) {
            double cohort = random.nextDouble();
            boolean prefetched = cohort < behaviour.prefetched();
            boolean quarantined = !prefetched && cohort < behaviour.prefetched() + behaviour.quarantined();
            boolean reads = random.nextDouble() < chanceToRead(behaviour, prefetched, quarantined);
            readers += reads ? 1 : 0;
            buckets.merge(bucket(behaviour, reads, prefetched, quarantined, random), 1L, Long::sum);
        }
        return new SimulatedCampaign(readers, buckets);
    }

    private static double chanceToRead(Behaviour behaviour, boolean prefetched, boolean quarantined) {
        if (prefetched) {
            return behaviour.readPrefetched();
        }
        return behaviour.read() * (quarantined ? behaviour.quarantinedEffect() : 1);
    }

    private static MeasurementBucket bucket(
            Behaviour behaviour, boolean reads, boolean prefetched, boolean quarantined, Random random) {
        boolean sees = reads && (prefetched || random.nextDouble() >= behaviour.blocked());
        double click =
                behaviour.click() / (prefetched ? behaviour.prefetchedEffect() : sees ? 1 : behaviour.imageEffect());
        boolean clicks = reads && random.nextDouble() < click;
        boolean leaks = !reads && random.nextDouble() < behaviour.leak();
        boolean opened = !prefetched && (sees || leaks);
        return new MeasurementBucket(true, opened, clicks, false, prefetched, quarantined, prefetched, Provider.OTHER);
    }
}
