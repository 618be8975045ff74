package telltale.model;

/** What became of the forwarding of a reply. Each has its own number in the database, which never changes. */
public enum ForwardState implements StoredConstant, WireConstant {
    /** it is sent, now or again later */
    OWED(1),
    SENT(2),
    /** it is not sent, or no more */
    FAILED(3);

    private final int number;

    ForwardState(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
