package telltale.model;

import java.time.Instant;
import java.util.Locale;

/**
 * An entry of the suppression list: a recipient that gets no more messages.
 *
 * @param scope which messages are suppressed
 * @param reason why, in one line from the API's caller, or a reason defined here
 * @param at when it was added
 */
public record Suppression(Scope scope, String reason, Instant at) {
    /** The reason when the recipient used the link or button of a message. */
    public static final String UNSUBSCRIBED = "unsubscribed";

    private static final int MAX_REASON_LENGTH = 200;

    public Suppression {
        if (reason.isBlank() || reason.length() > MAX_REASON_LENGTH) {
            throw new InvalidInputException("reason", "reason must have 1 to " + MAX_REASON_LENGTH + " characters");
        }
        TextRules.rejectControls("reason", reason);
    }

    /** The messages that are suppressed. */
    public enum Scope {
        /** bulk mail, from which recipients can unsubscribe */
        BULK,
        /** all messages */
        ALL;

        /** The value in the database and the API. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The scope with the given value.
         *
         * @throws IllegalArgumentException naming the permitted values
         */
        public static Scope ofWireName(String wireName) {
            for (Scope scope : values()) {
                if (scope.wireName().equals(wireName)) {
                    return scope;
                }
            }
            throw new IllegalArgumentException("a scope must be bulk or all");
        }
    }

    /**
     * Whether a message is suppressed.
     *
     * @param bulk whether it is bulk mail
     */
    public boolean covers(boolean bulk) {
        return scope == Scope.ALL || bulk;
    }
}
