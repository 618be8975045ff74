package telltale.model;

/** The operator of the recipient's mail server, by its MX. Each has its own number in the database, which never changes. */
public enum Provider implements StoredConstant, WireConstant {
    /** any other, or unknown */
    OTHER(0),
    GOOGLE(1),
    MICROSOFT(2),
    APPLE(3),
    YAHOO(4),
    PROOFPOINT(5),
    MIMECAST(6),
    BARRACUDA(7),
    CISCO(8);

    private final int number;

    Provider(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
