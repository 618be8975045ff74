package telltale.model;

/** The confidence in a verdict. Each has its own number in the database, which never changes. */
public enum Confidence implements StoredConstant, WireConstant {
    /** the request identifies itself, in a way that no client would fake */
    CERTAIN(1),
    PROBABLE(2),
    /** too weak to change the status of a delivery */
    SUSPECTED(3);

    private final int number;

    Confidence(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
