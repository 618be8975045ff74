package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;

/**
 * Upper limits of what a load may leave behind. They depend on its duration and on the number of mails that it knew, but not
 * on the number of its requests.
 */
record HostileBounds(int mails, Instant start, Instant end) {
    private static final long MEGABYTE = 1 << 20;

    /** Rows per mail and day (UTC), and per minute for the pixel without a token; other hits are only counted. */
    private static final int ROWS = 1_000;
    /** Bytes with indexes, the target of the size benchmark. */
    private static final int BYTES_PER_ROW = 150;

    private static final int NEW_AGENTS_PER_HOUR = 1_000;
    /** Further user agents, one for each combination of the seven flags. */
    private static final int OTHER_AGENTS = 1 << 7;
    /** 512 characters of two bytes in the table and in its index: at most two pages of each. */
    private static final int BYTES_PER_AGENT = 4 * 4_096;

    /** The database's journal_size_limit; checkpoints start at 10,000 pages, or 40 MB. */
    private static final long WRITE_AHEAD_LOG = 64 * MEGABYTE;
    /** Two segments of 4 MB for a second of load, and two that are kept for reuse. */
    private static final long SPOOL = 16 * MEGABYTE;
    /** Counters per quarter of an hour, and the index of the write-ahead log. */
    private static final long REST = 8 * MEGABYTE;
    /** Classes, caches of fixed sizes, and an empty queue. */
    private static final long LIVE_HEAP = 48 * MEGABYTE;

    /**
     * @param disk maximum number of additional bytes on disk
     * @param heap live bytes after a garbage collection
     */
    record Found(long rows, long agents, long disk, long heap) {
        @Override
        public String toString() {
            return "%d rows, %d agents, %.1f MB more on disk, %.1f MB of heap live"
                    .formatted(rows, agents, megabytes(disk), megabytes(heap));
        }
    }

    void check(Found found) {
        assertTrue(found.rows <= rows(), this::toString);
        assertTrue(found.agents <= agents(), this::toString);
        assertTrue(found.disk <= disk(), this::toString);
        assertTrue(found.heap <= LIVE_HEAP, this::toString);
    }

    private long rows() {
        return ROWS * (mails * touched(Duration.ofDays(1)) + touched(Duration.ofMinutes(1)));
    }

    private long agents() {
        return NEW_AGENTS_PER_HOUR * touched(Duration.ofHours(1)) + OTHER_AGENTS;
    }

    private long disk() {
        return rows() * BYTES_PER_ROW + agents() * BYTES_PER_AGENT + WRITE_AHEAD_LOG + SPOOL + REST;
    }

    /** Returns the number of days, hours or minutes that overlap the load. */
    private long touched(Duration each) {
        return end.toEpochMilli() / each.toMillis() - start.toEpochMilli() / each.toMillis() + 1;
    }

    private static double megabytes(long bytes) {
        return (double) bytes / MEGABYTE;
    }

    @Override
    public String toString() {
        return "allowed: " + new Found(rows(), agents(), disk(), LIVE_HEAP);
    }
}
