package telltale.web.notifications;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the characters in JSON that databases cannot store as text, U+0000 and unpaired surrogates: a recipient's server may
 * write them into a reply, and must not cause the refusal of a whole request.
 */
final class StorableJson {
    private static final String REPLACEMENT = "\ufffd";

    /** An escaped pair of surrogates, any other escape sequence, or a character that is not escaped. */
    private static final Pattern UNITS = Pattern.compile(
            "\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}"
                    + "|\\\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})|\\\\.|\u0000",
            Pattern.DOTALL);

    private StorableJson() {}

    /** The text with each of these characters replaced by U+FFFD. */
    static String of(String json) {
        return UNITS.matcher(json).replaceAll(StorableJson::storable);
    }

    private static String storable(MatchResult unit) {
        String text = unit.group();
        boolean isSingleEscape = text.length() == 6;
        return Matcher.quoteReplacement(isSingleEscape || text.equals("\u0000") ? REPLACEMENT : text);
    }
}
