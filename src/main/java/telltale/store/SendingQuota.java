package telltale.store;

import java.time.Instant;

/** The limit on mails sent in any 24 hours, shared by all nodes. Writes are durable and throw as in {@link Store}. */
public interface SendingQuota {
    /**
     * Reserves up to {@code wanted} mails.
     *
     * @param maxPerDay the limit
     * @return the number of mails reserved, which may be 0
     */
    int reserve(int wanted, int maxPerDay, Instant now);

    /** Returns reserved mails that are not sent after all. */
    void release(int unused, Instant now);
}
