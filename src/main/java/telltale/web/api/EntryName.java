package telltale.web.api;

import java.util.regex.Pattern;
import telltale.model.InvalidInputException;

/** The name of a stored entry, as used in a path. */
final class EntryName {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private EntryName() {}

    /**
     * Returns the name if it is valid.
     *
     * @param what the kind of entry, such as "a template"
     * @throws InvalidInputException if it is invalid
     */
    static String validated(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "name", "the name of " + what + " must have 1 to 64 lowercase letters, digits and hyphens");
        }
        return name;
    }
}
