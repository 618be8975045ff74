package telltale.model;

import java.util.Locale;

/** How sure a verdict is. Each has its own number in the database, for ever. */
public enum Confidence implements StoredConstant {
    /** the request says so itself, and nobody would lie that way */
    CERTAIN(1),
    PROBABLE(2),
    /** too weak to change what is said of a delivery */
    SUSPECTED(3);

    private final int number;

    Confidence(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** The word in the API and in rulesets. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
