package telltale.message.html;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses where the recipient of one mail chooses: whether more mail comes, and whether any is tracked. */
public record PreferenceLinks(String unsubscribe, String preferences) {
    /** As a sender writes them, or an editor that escapes what stands in an address. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?:\\{\\{|%7B%7B)(?:\\s|%20)*+(unsubscribe|preferences)(?:\\s|%20)*+(?:\\}\\}|%7D%7D)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PLAIN = Pattern.compile("https?://[A-Za-z0-9._~:/\\[\\]-]+");

    /** Whether a sender put such a link in: {@code {{unsubscribe}}} or {@code {{preferences}}}. */
    public static boolean areIn(String text) {
        return next(PLACEHOLDER.matcher(text), text, 0) >= 0;
    }

    /** A text of the sender with each placeholder as its address, and not one other character changed. */
    public String in(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        int told = 0;
        for (int begin = next(placeholder, text, told); begin >= 0; begin = next(placeholder, text, told)) {
            filled.append(text, told, begin).append(address(placeholder.group(1)));
            told = placeholder.end();
        }
        return told == 0 ? text : filled.append(text, told, text.length()).toString();
    }

    /**
     * Finds a placeholder much faster than the expression does, which tries all it knows at each character.
     *
     * @return where it begins, or -1
     */
    private static int next(Matcher placeholder, String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c == '{' || c == '%') && placeholder.region(i, text.length()).lookingAt()) {
                return i;
            }
        }
        return -1;
    }

    /** Whether mail programs may unsubscribe by themselves, which takes https (RFC 8058 section 3.1). */
    public boolean allowOneClick() {
        return unsubscribe.regionMatches(true, 0, "https:", 0, "https:".length());
    }

    /** Whether they mean the same in a text and in an attribute, whatever stands around them. */
    public boolean arePlain() {
        return PLAIN.matcher(unsubscribe).matches()
                && PLAIN.matcher(preferences).matches();
    }

    private String address(String name) {
        return name.toLowerCase(Locale.ROOT).equals("unsubscribe") ? unsubscribe : preferences;
    }
}
