package telltale.model;

import java.util.Locale;

/** A constant that the API, data files or the database name. */
public interface WireConstant {
    /** The name in the program, as every enum has. */
    String name();

    /** The name outside, such as {@code human-direct} for {@code HUMAN_DIRECT}. */
    default String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
