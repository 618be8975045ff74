package telltale.recording;

import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Hit;

/**
 * The disposition of a hit. Each hit has exactly one at a time, so the counts add up to the hits received since the start
 * and those in the spool at the start.
 */
public enum HitDisposition {
    /** stored in the database: as an event, or under the profile hygiene as a date */
    STORED,
    /** counted without a row, because its delivery had too many events already */
    AGGREGATED,
    /** on this node's disk, not in the database yet */
    SPOOLED,
    /** in the replicated log, from which a node moves it into the database */
    LOGGED,
    /** invalid token: answered, nothing stored */
    BAD_TOKEN,
    /** valid token, but the delivery is not in the database */
    UNKNOWN_DELIVERY,
    /** of a test delivery: stored apart, and not counted */
    TEST,
    /** the recipient opted out of tracking, or has not consented: answered, nothing stored */
    WITHDRAWN,
    /** the privacy profile records no such hit of anyone: answered, nothing stored */
    UNRECORDED,
    /** its request has Sec-GPC: 1 (Global Privacy Control): answered, nothing stored */
    GLOBAL_PRIVACY_CONTROL,
    /** its request has DNT: 1 and not Sec-GPC: 1: answered, nothing stored */
    DO_NOT_TRACK,
    /** of a privacy profile that keeps nothing while the database, with what recipients decided, is unavailable: answered, nothing stored */
    UNCHECKED,
    /** of a mail under the profile aggregated: judged in memory, and at most a bit of its pool or a click of its link kept */
    POOLED,
    /** rejected by the database; stored in the quarantine with the reason */
    QUARANTINED,
    /** dropped: answered, but could not be stored anywhere */
    LOST;

    /** The disposition of a hit whose request objects to tracking, which is not recorded under any profile; null for others. */
    static @Nullable HitDisposition ofObjection(Hit hit) {
        if (hit.client().has(Client.Flag.GLOBAL_PRIVACY_CONTROL)) {
            return GLOBAL_PRIVACY_CONTROL;
        }
        return hit.client().has(Client.Flag.DO_NOT_TRACK) ? DO_NOT_TRACK : null;
    }
}
