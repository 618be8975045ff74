package telltale.model;

import java.util.Locale;

/** Who runs the recipient's mail server, as its MX says. Each has its own number in the database, for ever. */
public enum Provider implements StoredConstant {
    /** anybody else, or not known */
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

    /** The word in the API and in rulesets. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
