package telltale.web;

import java.util.regex.Pattern;
import telltale.model.BadInput;

/** A name in an address, by which the owner keeps something. */
final class EntryName {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private EntryName() {}

    /**
     * The name, if it is one.
     *
     * @param what is called so, such as "a template"
     * @throws BadInput if it is none
     */
    static String checked(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw new BadInput("name", "the name of " + what + " has 1 to 64 small letters, digits and hyphens");
        }
        return name;
    }
}
