package telltale.model;

/** How a mail that came back, or a notification about one, reached Telltale. */
public enum ReportSource implements StoredConstant, WireConstant {
    /** a mailbox that was read by IMAP or POP3 */
    MAILBOX(1),
    /** the SMTP and LMTP listener */
    SMTP(2),
    /** the command {@code inbound}, to which a mail server pipes mail, or the API */
    API(3),
    /** a notification that the mail provider signed, or sent with a password; no mail */
    PROVIDER(4);

    private final int number;

    ReportSource(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
