package telltale.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision about a purpose, with what proves it. A consent that was given needs its wording, channel and evidence,
 * because a controller must be able to demonstrate it (GDPR article 7(1)); a refusal or withdrawal needs none of them.
 *
 * @param at when the person decided
 * @param wording the version of the text that the person saw, or null
 * @param channel where the person decided, such as a form, or null
 * @param evidence the proof of the decision, in one line, or null
 */
public record Consent(
        ConsentPurpose purpose,
        ConsentDecision decision,
        Instant at,
        @Nullable String wording,
        @Nullable String channel,
        @Nullable String evidence) {
    /** The longest wording and channel, in characters. */
    public static final int MAX_NAME_LENGTH = 100;
    /** The longest evidence, in characters. */
    public static final int MAX_EVIDENCE_LENGTH = 1_000;

    public Consent {
        boolean isGiven = decision == ConsentDecision.GIVEN;
        check("wording", wording, MAX_NAME_LENGTH, isGiven);
        check("channel", channel, MAX_NAME_LENGTH, isGiven);
        check("evidence", evidence, MAX_EVIDENCE_LENGTH, isGiven);
    }

    private static void check(String field, @Nullable String text, int maxLength, boolean isNeeded) {
        if (text == null) {
            if (isNeeded) {
                throw new InvalidInputException(
                        field, field + " is missing; a consent that was given must be proved by it");
            }
            return;
        }
        if (text.isBlank() || text.length() > maxLength) {
            throw new InvalidInputException(field, field + " must have 1 to " + maxLength + " characters");
        }
        TextRules.rejectControls(field, text);
    }
}
