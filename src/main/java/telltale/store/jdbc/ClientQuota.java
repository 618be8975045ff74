package telltale.store.jdbc;

import java.time.Instant;

/** The limit on new clients per hour, since strangers write the dictionary. */
public final class ClientQuota {
    /** The user agent under which clients beyond the limit are stored. */
    public static final String OTHER = "other";

    private static final int MAX_PER_HOUR = 1_000;
    private static final long HOUR_SECONDS = 3_600;

    private long hour = Long.MIN_VALUE;
    private int added;

    /**
     * Takes a place for a new client, if one is left. Only a later hour resets the count, since hits may be replayed out of
     * order.
     */
    public boolean tryAdd(Instant at) {
        long now = Math.floorDiv(at.getEpochSecond(), HOUR_SECONDS);
        if (now > hour) {
            hour = now;
            added = 0;
        }
        return added++ < MAX_PER_HOUR;
    }
}
