package telltale.judging;

import java.util.Locale;

/** What was asked for: a pixel or a link. */
public enum Scope {
    OPEN,
    CLICK;

    /** The word in rulesets. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
