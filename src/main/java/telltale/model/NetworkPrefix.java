package telltale.model;

/** How much of a client's address is stored. */
public enum NetworkPrefix implements WireConstant {
    /** 24 bits (IPv4) or 48 bits (IPv6) */
    NARROW("24"),
    /** 16 bits (IPv4) or 32 bits (IPv6) */
    WIDE("16"),
    NONE("none");

    private final String wireName;

    NetworkPrefix(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
