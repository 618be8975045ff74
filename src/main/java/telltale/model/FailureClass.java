package telltale.model;

/** The class of a failed delivery: what follows from it for the recipient. */
public enum FailureClass implements StoredConstant, WireConstant {
    /** the mailbox or its domain does not exist: no further mail */
    HARD(1),
    /** the mailbox exists, but did not get this message */
    SOFT(2),
    /** the recipient's server refuses the message or its sender: nothing is known about the mailbox */
    POLICY(3),
    /** a network, a protocol or a server failed: nothing is known about the mailbox */
    INFRASTRUCTURE(4);

    private final int number;

    FailureClass(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
