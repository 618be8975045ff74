package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The campaigns whose mails are held, because too many of their recipients do not exist. Mails of a held campaign wait in the
 * outbox until the campaign is resumed; one that is being sent when the campaign is held is sent. Writes are durable and throw
 * as in {@link Store}.
 */
public interface CampaignHolds {
    /**
     * A held campaign.
     *
     * @param failures how many of its mails failed since the last resumption because the mailbox or domain does not exist
     * @param attempts the mails since then that were accepted, refused or failed
     */
    record Hold(String campaign, Instant heldAt, long failures, long attempts) {}

    /**
     * Holds campaigns in which too much failed since they were last resumed.
     *
     * @param share the least share of failures, above 0 and at most 1
     * @param minAttempts the least number of attempts
     * @return the campaigns that are held from now on
     */
    List<Hold> holdWhereFailing(double share, long minAttempts, Instant now);

    /** The held ones of these campaigns. */
    List<Hold> holds(List<String> campaigns);

    /** The hold of a campaign; empty if it is not held or does not exist. */
    default Optional<Hold> hold(String campaign) {
        return holds(List.of(campaign)).stream().findFirst();
    }

    /** Ends the hold of a campaign, from which on its failures are counted anew; false if it is not held. */
    boolean resume(String campaign);

    /**
     * Returns held mails of campaigns that are no longer held to the queue. They are due when they were due before.
     *
     * @return how many, at most the limit
     */
    int release(int limit);
}
