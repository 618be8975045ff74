package telltale.model;

/** What a person decided about a purpose. Each has its own number in the database, which never changes. */
public enum ConsentDecision implements StoredConstant, WireConstant {
    /** the person consented */
    GIVEN(1),
    /** the person was asked, and did not consent */
    REFUSED(2),
    /** the person took back a consent, or objected */
    WITHDRAWN(3);

    private final int number;

    ConsentDecision(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
