package telltale.web.api;

import java.util.regex.Pattern;
import telltale.model.InvalidInputException;

/** A name in an address, by which the owner keeps something. */
final class EntryName {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private EntryName() {}

    /**
     * The name, if it is one.
     *
     * @param what is called so, such as "a template"
     * @throws InvalidInputException if it is none
     */
    static String checked(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "name", "the name of " + what + " has 1 to 64 small letters, digits and hyphens");
        }
        return name;
    }
}
