package telltale.judging;

import java.util.function.Predicate;
import telltale.model.Client.Flag;

/**
 * A test of one header that sets a flag.
 *
 * @param test is given the value in lower case
 */
record HeaderFlag(Flag flag, Predicate<String> test) {
    /** The flag is set if the header was sent, with any value. */
    static HeaderFlag present(Flag flag) {
        return new HeaderFlag(flag, value -> true);
    }

    static HeaderFlag equal(Flag flag, String wanted) {
        return new HeaderFlag(flag, value -> value.strip().equals(wanted));
    }

    /** The flag is set if the value contains one of these texts. */
    static HeaderFlag contains(Flag flag, String... parts) {
        return new HeaderFlag(flag, value -> {
            for (String part : parts) {
                if (value.contains(part)) {
                    return true;
                }
            }
            return false;
        });
    }
}
