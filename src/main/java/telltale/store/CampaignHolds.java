package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * How a campaign fares.
     *
     * @param failures how many of its mails failed since the last resumption because the mailbox or domain does not exist
     * @param attempts the mails since then that were accepted, refused or failed
     */
    record Standing(String campaign, long failures, long attempts) {
        /** The sum of this and what another database counts. */
        public Standing plus(Standing other) {
            return new Standing(campaign, failures + other.failures, attempts + other.attempts);
        }

        Hold hold(Instant at) {
            return new Hold(campaign, at, failures, attempts);
        }
    }

    /** The campaigns that are not held in which so much may have failed. */
    List<String> candidates(double share, long minAttempts);

    /** How those of these campaigns fare that exist. */
    List<Standing> standings(List<String> campaigns);

    /** Holds a campaign; false if it is held already, or does not exist. */
    boolean hold(String campaign, Instant now);

    /** When the held campaigns were held. */
    Map<String, Instant> held();

    /**
     * Holds campaigns in which too much failed since they were last resumed.
     *
     * @param share the least share of failures, above 0 and at most 1
     * @param minAttempts the least number of attempts
     * @return the campaigns that are held from now on
     */
    default List<Hold> holdWhereFailing(double share, long minAttempts, Instant now) {
        return standings(candidates(share, minAttempts)).stream()
                .filter(one -> one.attempts() >= minAttempts && one.failures() >= share * one.attempts())
                .filter(one -> hold(one.campaign(), now))
                .map(one -> one.hold(now))
                .toList();
    }

    /** The held ones of these campaigns. */
    default List<Hold> holds(List<String> campaigns) {
        Map<String, Instant> held = held();
        return standings(campaigns.stream().filter(held::containsKey).toList()).stream()
                .map(one -> one.hold(held.getOrDefault(one.campaign(), Instant.EPOCH)))
                .toList();
    }

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
