package telltale.settings;

import telltale.model.EmailAddress;

/** Where replies are forwarded. */
public sealed interface ReplyTarget {
    /** They are not. */
    record Nowhere() implements ReplyTarget {}

    /** To the author of the mail that they reply to. */
    record Author() implements ReplyTarget {}

    /** To one address. */
    record Address(EmailAddress address) implements ReplyTarget {}

    /**
     * Parses {@code off}, {@code author} or an address.
     *
     * @throws IllegalArgumentException with the reason
     */
    static ReplyTarget parse(String text) {
        return switch (text) {
            case "off" -> new Nowhere();
            case "author" -> new Author();
            default -> new Address(EmailAddress.parse(text));
        };
    }
}
