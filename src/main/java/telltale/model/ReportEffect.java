package telltale.model;

/** What a report changed. Taking it back, by a correction or by other rules, changes it back. */
public enum ReportEffect implements StoredConstant, WireConstant {
    /** the delivery, which had been accepted, is bounced */
    BOUNCED(1),
    /** the recipient is on the suppression list */
    SUPPRESSED(2),
    /** a server confirmed the delivery to the mailbox */
    DELIVERED(4),
    /** the recipient confirmed that the mail was displayed */
    RECEIPT(8),
    /** the recipient replied */
    REPLIED(16);

    private final int number;

    ReportEffect(int number) {
        this.number = number;
    }

    /** A bit of its own, since a report can have several effects. */
    @Override
    public int number() {
        return number;
    }
}
