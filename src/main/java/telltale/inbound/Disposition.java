package telltale.inbound;

import java.util.Locale;

/**
 * The disposition in a message disposition notification (RFC 8098 section 3.2.6), in lower case.
 *
 * @param actionMode {@code manual-action} or {@code automatic-action}
 * @param sendingMode {@code mdn-sent-manually} or {@code mdn-sent-automatically}
 * @param type such as {@code displayed} or {@code deleted}
 * @param modifiers such as {@code error}, separated by commas
 */
public record Disposition(String actionMode, String sendingMode, String type, String modifiers) {
    /** Parses the field's value; what is missing becomes an empty text. */
    static Disposition parse(String value) {
        String plain = FieldText.withoutComments(value).toLowerCase(Locale.ROOT);
        int semicolon = plain.indexOf(';');
        String modes = semicolon < 0 ? "" : plain.substring(0, semicolon);
        String rest = plain.substring(semicolon + 1);
        int modeSlash = modes.indexOf('/');
        int slash = rest.indexOf('/');
        return new Disposition(
                (modeSlash < 0 ? modes : modes.substring(0, modeSlash)).strip(),
                modeSlash < 0 ? "" : modes.substring(modeSlash + 1).strip(),
                (slash < 0 ? rest : rest.substring(0, slash)).strip(),
                slash < 0 ? "" : rest.substring(slash + 1).strip());
    }

    /** Whether the message was displayed; any other disposition is no read. */
    public boolean isDisplayed() {
        return type.equals("displayed");
    }

    /** Whether a person displayed it, rather than a program that was set to report it. */
    public boolean isManual() {
        return actionMode.equals("manual-action");
    }
}
