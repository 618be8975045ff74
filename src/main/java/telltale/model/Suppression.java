package telltale.model;

import java.time.Instant;
import java.util.Locale;

/**
 * That somebody gets no more mail.
 *
 * @param scope of which kind
 * @param reason why, in one line of the API's caller or in a word of ours
 * @param at since when
 */
public record Suppression(Scope scope, String reason, Instant at) {
    /** The reason of who used the link or button of a mail. */
    public static final String UNSUBSCRIBED = "unsubscribed";

    private static final int LONGEST_REASON = 200;

    public Suppression {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new InvalidInputException("reason", "reason has 1 to " + LONGEST_REASON + " characters");
        }
        TextRules.refuseControls("reason", reason);
    }

    /** The mails that are not sent. */
    public enum Scope {
        /** those that go to many, which one can unsubscribe from */
        BULK,
        /** every mail */
        ALL;

        /** The word in the database and the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The scope of that word.
         *
         * @throws IllegalArgumentException naming the words that exist
         */
        public static Scope ofWord(String word) {
            for (Scope scope : values()) {
                if (scope.word().equals(word)) {
                    return scope;
                }
            }
            throw new IllegalArgumentException("a scope is bulk or all");
        }
    }

    /**
     * Whether a mail falls under it.
     *
     * @param bulk whether it goes to many
     */
    public boolean covers(boolean bulk) {
        return scope == Scope.ALL || bulk;
    }
}
