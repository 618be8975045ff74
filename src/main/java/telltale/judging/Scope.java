package telltale.judging;

import java.util.Locale;

/** The kind of request: for a pixel or a link. */
public enum Scope {
    OPEN,
    CLICK;

    /** The value in rulesets. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
