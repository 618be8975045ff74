package telltale.store;

import java.time.Instant;

/**
 * The limits on mails that each mail server is sent in any 24 hours, and that each sender domain sends in a day (UTC), shared by all
 * nodes. Writes are durable and throw as in {@link Store}.
 */
public interface SendingQuota {
    /**
     * Reserves up to {@code wanted} mails.
     *
     * @param server the name of the mail server
     * @param maxPerDay the limit
     * @return the number of mails reserved, which may be 0
     */
    int reserve(String server, int wanted, int maxPerDay, Instant now);

    /** Returns reserved mails that are not sent after all. */
    void release(String server, int unused, Instant now);

    /** The number of mails reserved for a mail server in the 24 hours that end with this one. */
    long used(String server, Instant now);

    /**
     * Reserves up to {@code wanted} mails of a sender domain for the day of a time.
     *
     * @param limit of the day
     * @return the number of mails reserved, which may be 0
     */
    int reserveOfSender(String domain, int wanted, int limit, Instant now);

    /** Returns reserved mails of a sender domain that are not sent after all. */
    void releaseOfSender(String domain, int unused, Instant now);

    /** The number of mails reserved for a sender domain on the day of a time. */
    long usedOfSender(String domain, Instant now);
}
