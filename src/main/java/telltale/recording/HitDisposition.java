package telltale.recording;

/**
 * What can become of a hit. Each hit has one fate at a time, so that their counts always add up to the hits that came,
 * and to those that waited in the spool when Telltale started.
 */
public enum HitDisposition {
    /** is an event in the database */
    STORED,
    /** is counted without a row, because its delivery had too many already */
    FOLDED,
    /** waits on this node's disk for the database */
    SPOOLED,
    /** its token was not signed by Telltale: answered, and nothing kept */
    BAD_TOKEN,
    /** its token is genuine, but its delivery is not in the database */
    UNKNOWN_DELIVERY,
    /** its recipient does not want to be tracked: answered, and nothing kept */
    WITHDRAWN,
    /** no database takes it; put aside with the reason */
    QUARANTINED,
    /** answered, but no disk took it */
    LOST
}
