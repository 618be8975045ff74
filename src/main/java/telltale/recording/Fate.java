package telltale.recording;

/** What can become of a hit. The counts of all fates add up to the hits that were answered. */
public enum Fate {
    /** is an event in the database */
    STORED,
    /** its token was not signed by Telltale: answered, and nothing kept */
    BAD_TOKEN,
    /** its token is genuine, but its delivery is not in the database */
    UNKNOWN_DELIVERY,
    /** answered, but no disk took it */
    LOST
}
