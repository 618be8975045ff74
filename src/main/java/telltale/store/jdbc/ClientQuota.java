package telltale.store.jdbc;

import java.time.Instant;

/** How many clients strangers may still add to the dictionary this hour. */
public final class ClientQuota {
    /** What all that come beyond are called. */
    public static final String OTHER = "other";

    private static final int MOST_AN_HOUR = 1_000;
    private static final long HOUR_SECONDS = 3_600;

    private long hour = Long.MIN_VALUE;
    private int added;

    /** Only a later hour makes room: hits of an earlier one, replayed between others, would make it again and again. */
    public boolean isRoomFor(Instant at) {
        long now = Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS);
        if (now > hour) {
            hour = now;
            added = 0;
        }
        return added++ < MOST_AN_HOUR;
    }
}
