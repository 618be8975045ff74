package telltale.model;

/** What a mail that came back is. */
public enum ReportKind implements StoredConstant, WireConstant {
    /** a message was not delivered, and no further attempt will be made */
    BOUNCE(1),
    /** a message is not delivered yet */
    DELAY(2),
    /** a message was delivered, relayed or expanded (RFC 3464 section 2.3.3) */
    SUCCESS(3),
    /** a recipient or provider complains (RFC 5965) */
    COMPLAINT(4),
    /** the message was displayed (RFC 8098) */
    RECEIPT(5),
    /** a program answers, as in an absence (RFC 3834) */
    AUTO_REPLY(6),
    /** a person answers */
    REPLY(7),
    /** a mail that asks to be unsubscribed */
    UNSUBSCRIBE(8),
    /** any other mail */
    UNRELATED(9);

    private final int number;

    ReportKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
