package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;

/**
 * What a load may leave behind: it follows from the time that the load took and the mails that it knew of, and not
 * from the number of its requests.
 */
record HostileBounds(int mails, Instant start, Instant end) {
    private static final long MEGABYTE = 1 << 20;

    /** Of one mail on a day (UTC), and of the pixel without a token in a minute: the rest is folded. */
    private static final int ROWS = 1_000;
    /** With its part of the indexes, as the size benchmark demands. */
    private static final int BYTES_A_ROW = 150;

    private static final int NEW_AGENTS_AN_HOUR = 1_000;
    /** What comes beyond that, with each combination of the seven flags. */
    private static final int OTHER_AGENTS = 1 << 7;
    /** 512 characters of two bytes stand in the table and in its index: at most two pages of each. */
    private static final int BYTES_AN_AGENT = 4 * 4_096;

    /** The database's journal_size_limit: it begins to empty the log at 10,000 pages, or 40 MB. */
    private static final long WRITE_AHEAD_LOG = 64 * MEGABYTE;
    /** Two segments of 4 MB that hold a second of load, and two that wait to be used again. */
    private static final long SPOOL = 16 * MEGABYTE;
    /** Counters by quarter of an hour, and the index of the log. */
    private static final long REST = 8 * MEGABYTE;
    /** The code, caches of fixed sizes and an empty queue. */
    private static final long LIVE_HEAP = 48 * MEGABYTE;

    /**
     * @param disk bytes more than before, when they were most
     * @param heap bytes once the garbage is collected
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
        return NEW_AGENTS_AN_HOUR * touched(Duration.ofHours(1)) + OTHER_AGENTS;
    }

    private long disk() {
        return rows() * BYTES_A_ROW + agents() * BYTES_AN_AGENT + WRITE_AHEAD_LOG + SPOOL + REST;
    }

    /** How many days, hours or minutes have a part in that time. */
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
