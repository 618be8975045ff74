package telltale.message.html;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links of one message that belong to its recipient.
 *
 * @param unsubscribe the unsubscribe page
 * @param preferences the preference center
 * @param consent the page that asks for consent
 * @param view the message as a web page
 */
public record RecipientLinks(String unsubscribe, String preferences, String consent, String view) {
    /** A placeholder as written, or percent-encoded by an editor. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?:\\{\\{|%7B%7B)(?:\\s|%20)*+(unsubscribe|preferences|consent|view)(?:\\s|%20)*+(?:\\}\\}|%7D%7D)",
            Pattern.CASE_INSENSITIVE);

    /** The placeholder of the view link, also as a template inserts it without escaping. */
    private static final Pattern VIEW = Pattern.compile(
            "(?:\\{\\{|%7B%7B)(?:\\s|%20|&)*+view(?:\\s|%20)*+(?:\\}\\}|%7D%7D)", Pattern.CASE_INSENSITIVE);

    private static final Pattern SAFE_URL = Pattern.compile("https?://[A-Za-z0-9._~:/\\[\\]-]+");

    /** Whether a text contains one of the placeholders. */
    public static boolean hasPlaceholder(String text) {
        return next(PLACEHOLDER.matcher(text), text, 0) >= 0;
    }

    /** Whether a text contains {@code {{unsubscribe}}}. */
    public static boolean hasUnsubscribe(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        for (int at = next(placeholder, text, 0); at >= 0; at = next(placeholder, text, placeholder.end())) {
            if (placeholder.group(1).equalsIgnoreCase("unsubscribe")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text, or the template of one, contains {@code {{view}}}. */
    public static boolean hasView(String text) {
        return next(VIEW.matcher(text), text, 0) >= 0;
    }

    /** The position of the first placeholder, or -1. */
    static int find(String text) {
        return next(PLACEHOLDER.matcher(text), text, 0);
    }

    /** Whether a placeholder begins at a position. */
    static boolean isPlaceholder(String text, int position) {
        return PLACEHOLDER.matcher(text).region(position, text.length()).lookingAt();
    }

    /** Replaces each placeholder with its URL, and changes nothing else. */
    public String fillIn(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        int copied = 0;
        for (int start = next(placeholder, text, copied); start >= 0; start = next(placeholder, text, copied)) {
            filled.append(text, copied, start).append(address(placeholder.group(1)));
            copied = placeholder.end();
        }
        return copied == 0 ? text : filled.append(text, copied, text.length()).toString();
    }

    /**
     * Finds the next placeholder much faster than the expression alone, which tries every alternative at each character.
     *
     * @return its start, or -1
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

    /** Whether the unsubscribe link supports one-click, which requires https (RFC 8058 section 3.1). */
    public boolean supportOneClick() {
        return unsubscribe.regionMatches(true, 0, "https:", 0, "https:".length());
    }

    /** Whether the links need no escaping in text and attributes, in any context. */
    public boolean needNoEscaping() {
        return SAFE_URL.matcher(unsubscribe).matches()
                && SAFE_URL.matcher(preferences).matches()
                && SAFE_URL.matcher(consent).matches()
                && SAFE_URL.matcher(view).matches();
    }

    private String address(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "unsubscribe" -> unsubscribe;
            case "preferences" -> preferences;
            case "consent" -> consent;
            default -> view;
        };
    }
}
