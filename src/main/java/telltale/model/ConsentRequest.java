package telltale.model;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sender asks persons to consent to.
 *
 * @param purposes at least one, in their order
 * @param sender who asks, as the page shows it: a consent is informed only if the person knows who gets it (GDPR recital 42)
 * @param wording the sender's name for the version of {@code text}, or null
 * @param text the sender's own words in place of the first sentences, with line breaks, or null
 */
public record ConsentRequest(
        Set<ConsentPurpose> purposes,
        String sender,
        @Nullable String wording,
        @Nullable String text) {
    /** The longest name of a wording, so that the language and version of the page fit behind it. */
    public static final int MAX_WORDING_LENGTH = 60;
    /** The longest text, in characters. */
    public static final int MAX_TEXT_LENGTH = 2_000;

    /**
     * The time in which a person who refused, withdrew or was asked is not asked again (CNIL, deliberation 2026-042). Silence is
     * no consent, so a person who does not answer is asked as rarely as one who refuses.
     */
    private static final Period LOCK = Period.ofMonths(6);

    public ConsentRequest {
        if (purposes.isEmpty()) {
            throw new InvalidInputException("purposes", "purposes must name at least one purpose");
        }
        if ((wording == null) != (text == null)) {
            throw new InvalidInputException(
                    wording == null ? "wording" : "text",
                    "text and wording belong together: wording is the name by which the ledger identifies the text");
        }
        if (wording != null && text != null) {
            check("wording", wording, MAX_WORDING_LENGTH);
            TextRules.rejectControls("wording", wording);
            check("text", text, MAX_TEXT_LENGTH);
            TextRules.rejectControls("text", text.replace('\n', ' '));
        }
        purposes = Collections.unmodifiableSet(EnumSet.copyOf(purposes));
    }

    private static void check(String field, String value, int maxLength) {
        if (value.isBlank() || value.length() > maxLength) {
            throw new InvalidInputException(field, field + " must have 1 to " + maxLength + " characters");
        }
    }

    /** The time from which a person may be asked again after a refusal, a withdrawal or a request. */
    public static Instant askFrom(Instant at) {
        return at.atOffset(ZoneOffset.UTC).plus(LOCK).toInstant();
    }
}
