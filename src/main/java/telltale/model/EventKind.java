package telltale.model;

/** The kind of an event. Each has its own number in the database, which never changes. */
public enum EventKind implements StoredConstant, WireConstant {
    /** the pixel of a delivery was loaded */
    OPEN(1),
    /** the pixel was loaded without a token, so its delivery is unknown */
    ANONYMOUS_OPEN(2),
    /** a link of a delivery was requested */
    CLICK(3);

    private final int number;

    EventKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
