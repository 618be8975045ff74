package telltale.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A custom header field that a sender adds to a message. Only fields that do not affect its recipients, its author or how
 * its body is decoded are permitted.
 */
public record HeaderField(String name, String value) {
    public static final int MAX_VALUE_LENGTH = 900;
    private static final Pattern CUSTOM = Pattern.compile("X-[A-Za-z0-9-]{1,60}");
    /** Fields of RFC 5322 section 3.6, RFC 2919, RFC 2369, RFC 8058, RFC 3834 and RFC 2076, in lower case. */
    private static final Set<String> STRUCTURED = Set.of(
            "in-reply-to",
            "references",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-help",
            "list-archive",
            "auto-submitted",
            "precedence",
            "feedback-id",
            "importance",
            "priority");

    private static final Set<String> UNSTRUCTURED = Set.of("comments", "keywords", "organization");

    public HeaderField {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!CUSTOM.matcher(name).matches() && !STRUCTURED.contains(lower) && !UNSTRUCTURED.contains(lower)) {
            throw new InvalidInputException(
                    "headers",
                    "headers contains a name that cannot be set; allowed are X-…, "
                            + String.join(
                                    ", ",
                                    Stream.concat(STRUCTURED.stream(), UNSTRUCTURED.stream())
                                            .sorted()
                                            .toList()));
        }
        if (value.isBlank() || value.length() > MAX_VALUE_LENGTH) {
            throw new InvalidInputException(
                    "headers", "headers." + name + " must have 1 to " + MAX_VALUE_LENGTH + " characters");
        }
        TextRules.rejectControls("headers." + name, value);
        if (STRUCTURED.contains(lower) && !value.chars().allMatch(c -> c < 0x7f)) {
            throw new InvalidInputException("headers", "headers." + name + " must be ASCII");
        }
    }

    /** Whether programs parse its value, so that it can only be folded at spaces and not encoded. */
    public boolean isStructured() {
        return STRUCTURED.contains(name.toLowerCase(Locale.ROOT));
    }
}
