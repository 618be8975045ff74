package telltale.model;

/**
 * An email address with an optional display name (RFC 5322 section 3.4).
 *
 * @param name the display name, empty for none
 */
public record Mailbox(String name, EmailAddress address) {
    private static final int MAX_NAME_LENGTH = 200;

    public Mailbox {
        if (name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the display name of an email address has at most " + MAX_NAME_LENGTH + " characters");
        }
        TextRules.rejectControlsInPart("the display name of an email address", name);
    }

    /**
     * Parses {@code ann@example.com} or {@code Ann Example <ann@example.com>}. Quoted strings (RFC 5322 section 3.2.4) and
     * encoded words (RFC 2047) in the name are decoded once.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    public static Mailbox parse(String text) {
        String trimmed = text.strip();
        int open = trimmed.lastIndexOf('<');
        if (open < 0) {
            return new Mailbox("", EmailAddress.parse(trimmed));
        }
        if (!trimmed.endsWith(">")) {
            throw new IllegalArgumentException(
                    "an email address with a display name is written as Name <name@example.com>");
        }
        String name = DisplayName.parse(trimmed.substring(0, open).strip());
        return new Mailbox(name, EmailAddress.parse(trimmed.substring(open + 1, trimmed.length() - 1)));
    }
}
