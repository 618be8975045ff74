package telltale.model;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where reports about mail are sent: a mailbox that is sub-addressed for each delivery ({@code bounces+token@example.com},
 * RFC 5233), or a domain that accepts every local part ({@code token@bounces.example.com}).
 *
 * @param mailbox the part before the {@code +}, or null for a domain
 */
public record BounceAddress(@Nullable String mailbox, String domain) {
    /** The length of the token of a delivery. */
    public static final int TOKEN_LENGTH = 42;

    /** The limit of RFC 5321 section 4.5.3.1.1, less the token and its separator. */
    private static final int MAX_MAILBOX_LENGTH = 64 - TOKEN_LENGTH - 1;

    /** Characters that need no encoding in a mailto URI (RFC 6068). */
    private static final Pattern MAILBOX = Pattern.compile("[A-Za-z0-9.+=_-]+");

    public BounceAddress {
        if (mailbox != null && mailbox.length() > MAX_MAILBOX_LENGTH) {
            throw new IllegalArgumentException("the part before the @ has at most " + MAX_MAILBOX_LENGTH
                    + " characters, because \"+\" and a token of " + TOKEN_LENGTH
                    + " are added for each mail, and mail servers accept 64 (RFC 5321 section 4.5.3.1.1)");
        }
        if (mailbox != null && !MAILBOX.matcher(mailbox).matches()) {
            throw new IllegalArgumentException("the part before the @ has ASCII letters, digits and any of .+-_= only");
        }
        if (!domain.contains(".")) {
            throw new IllegalArgumentException("a domain such as bounces.example.com has a dot");
        }
        var unused = address(mailbox, domain, "a".repeat(TOKEN_LENGTH));
    }

    /**
     * Parses a mailbox or a domain.
     *
     * @throws IllegalArgumentException with a message that states the error and never contains the text
     */
    public static BounceAddress parse(String text) {
        int at = text.lastIndexOf('@');
        return new BounceAddress(at < 0 ? null : EmailAddress.parse(text).local(), text.substring(at + 1));
    }

    /** The address with the token of a delivery. */
    public EmailAddress with(String token) {
        return address(mailbox, domain, token);
    }

    /** Whether mail to an address arrives here, with or without a token. */
    public boolean accepts(EmailAddress address) {
        String local = address.local().toLowerCase(Locale.ROOT);
        String own = mailbox == null ? "" : mailbox.toLowerCase(Locale.ROOT);
        boolean isSameDomain = address.asciiDomain().equalsIgnoreCase(new EmailAddress("a", domain).asciiDomain());
        return isSameDomain && (mailbox == null || local.equals(own) || local.startsWith(own + "+"));
    }

    private static EmailAddress address(@Nullable String mailbox, String domain, String token) {
        return new EmailAddress(mailbox == null ? token : mailbox + "+" + token, domain);
    }
}
