package telltale.rules;

import java.util.Locale;

/**
 * A case-insensitive text pattern.
 *
 * <p>The syntax is {@code =text} for the whole text, {@code ^text} for its start, {@code text$} for its end,
 * {@code ~text} for the start of a word, {@code text~} for the end of a word, and {@code text} for anywhere. There are no
 * other operators, so that matching is always fast.
 *
 * @param text the text in lower case
 */
public record Pattern(String text, boolean first, boolean last, boolean wordStart, boolean wordEnd) {
    /** Parses a pattern in that syntax. */
    public static Pattern parse(String written) {
        boolean whole = written.startsWith("=");
        boolean first = whole || written.startsWith("^");
        boolean wordStart = written.startsWith("~");
        boolean last = whole || written.endsWith("$");
        boolean wordEnd = written.endsWith("~");
        String text =
                written.substring(first || wordStart ? 1 : 0, written.length() - ((last && !whole) || wordEnd ? 1 : 0));
        return new Pattern(text.toLowerCase(Locale.ROOT), first, last, wordStart, wordEnd);
    }

    /** Whether it matches there. No letter or digit precedes the start of a word, and no letter follows its end. */
    boolean matchesAt(String searched, int start, int end) {
        return (!first || start == 0)
                && (!last || end == searched.length())
                && (!wordStart || start == 0 || !Character.isLetterOrDigit(searched.charAt(start - 1)))
                && (!wordEnd || end == searched.length() || !Character.isLetter(searched.charAt(end)));
    }
}
