package telltale.message;

import java.util.List;

/**
 * What a sender may want to change in a valid message before it is sent.
 *
 * @param code identifies the rule, in lower case with hyphens
 * @param where the field or setting concerned, such as {@code html}
 * @param message a sentence
 * @param count how often it was found, in the copy with the most
 * @param recipients the first recipients concerned, masked; empty if it concerns the message
 */
public record Finding(String code, String where, String message, int count, List<String> recipients) {
    public Finding {
        recipients = List.copyOf(recipients);
    }

    /** Something that is found once. */
    public Finding(String code, String where, String message) {
        this(code, where, message, 1, List.of());
    }
}
