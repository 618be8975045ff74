package telltale.web.notifications;

import java.util.regex.Pattern;

/** The texts of providers: replies of recipients' servers, and identifiers. */
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

    /** A Message-ID without its angle brackets, as {@link telltale.model.QueueId} finds it in the reply of a server. */
    static String withoutBrackets(String messageId) {
        String id = messageId.strip();
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }
}
