package telltale.model;

/** What an API key allows; the table of routes states which roles each operation accepts. */
public enum Role implements WireConstant {
    /** sending, and the progress of what was sent */
    SEND,
    /** reading everything, with masked addresses of people */
    READ,
    /** the figures of campaigns, without those of small groups */
    ANALYST,
    /** reading everything, suppressions, corrections, templates, and resuming campaigns */
    OPERATOR,
    /** everything */
    ADMIN;

    /** Whether the role is shown the addresses of people; the sender of a mail knows its recipients. */
    public boolean isShownAddresses() {
        return this == SEND || this == OPERATOR || this == ADMIN;
    }

    /** Whether the role is shown the figures of few people. */
    public boolean isShownSmallGroups() {
        return this != ANALYST;
    }
}
