package telltale.hostile;

import java.time.Duration;
import java.util.Arrays;

/** Durations in the order they were measured, and their percentiles. Used by one thread until it has ended. */
final class Latencies {
    private static final int FIRST_SIZE = 4_096;

    private long[] nanos = new long[FIRST_SIZE];
    private int size;

    void add(long durationNanos) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = durationNanos;
    }

    int size() {
        return size;
    }

    /**
     * The nearest-rank percentile.
     *
     * @param percent from 0 to 100; 100 is the maximum
     * @return zero if nothing was measured
     */
    Duration percentile(double percent) {
        if (size == 0) {
            return Duration.ZERO;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * size);
        return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
    }

    /** Returns how many are longer than a limit. */
    long longerThan(Duration limit) {
        return Arrays.stream(nanos, 0, size)
                .filter(one -> one > limit.toNanos())
                .count();
    }
}
