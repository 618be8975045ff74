package telltale.model;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A field that a sender adds to the header of a mail: one of those that change nothing about who gets it, who wrote it and
 * how it is read.
 */
public record HeaderField(String name, String value) {
    private static final int LONGEST_VALUE = 900;
    private static final Pattern OWN = Pattern.compile("X-[A-Za-z0-9-]{1,60}");
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

    private static final Set<String> FREE = Set.of("comments", "keywords", "organization");

    public HeaderField {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!OWN.matcher(name).matches() && !STRUCTURED.contains(lower) && !FREE.contains(lower)) {
            throw new InvalidInputException(
                    "headers",
                    "headers holds a name that may not be set; allowed are X-…, "
                            + String.join(
                                    ", ",
                                    Stream.concat(STRUCTURED.stream(), FREE.stream())
                                            .sorted()
                                            .toList()));
        }
        if (value.isBlank() || value.length() > LONGEST_VALUE) {
            throw new InvalidInputException(
                    "headers", "headers." + name + " has 1 to " + LONGEST_VALUE + " characters");
        }
        TextRules.refuseControls("headers." + name, value);
        if (STRUCTURED.contains(lower) && !value.chars().allMatch(c -> c < 0x7f)) {
            throw new InvalidInputException("headers", "headers." + name + " holds nothing but ASCII");
        }
    }

    /** Whether programs read its value, so that it may be folded at spaces only and not encoded. */
    public boolean isStructured() {
        return STRUCTURED.contains(name.toLowerCase(Locale.ROOT));
    }
}
