package telltale.model;

/** What a failed delivery is about. Only {@link #RECIPIENT} says something about the recipient's mailbox. */
public enum Fault implements WireConstant {
    /** the recipient's mailbox or domain: unknown, disabled or full */
    RECIPIENT,
    /** this message: its size, content, or the recipient's policy about it */
    MESSAGE,
    /** the sender: this machine's HELO name, IP address or login, or the sender's address or domain */
    SENDER,
    /** the connection, or one of the mail servers */
    CONNECTION
}
