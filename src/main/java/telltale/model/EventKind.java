package telltale.model;

import java.util.Locale;

/** What happened. Each has its own number in the database, for ever. */
public enum EventKind implements StoredConstant {
    /** the pixel of a delivery was loaded */
    OPEN(1),
    /** the pixel without a token was loaded: nobody knows whose mail it stood in */
    ANONYMOUS_OPEN(2),
    /** a link of a delivery was visited */
    CLICK(3);

    private final int number;

    EventKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** The word in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
