package telltale.web.notifications;

import java.util.regex.Pattern;

/** The replies of recipients' servers, as providers quote them. */
final class Replies {
    /** The code of a negative reply (RFC 5321 section 4.2.1). */
    private static final Pattern NEGATIVE = Pattern.compile("[45]\\d\\d");

    private Replies() {}

    /**
     * A reply that begins with its code.
     *
     * @param code its code; other numbers are those of the provider itself, and left out
     * @param words its text, with or without the code
     */
    static String reply(String code, String words) {
        boolean isMissing = NEGATIVE.matcher(code).matches() && !words.startsWith(code);
        return isMissing ? code + " " + words : words;
    }
}
