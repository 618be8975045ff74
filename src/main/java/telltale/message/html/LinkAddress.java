package telltale.message.html;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;

/**
 * The addresses of a message's links as plain text displays them: web addresses as they are, mail addresses and telephone
 * numbers without their scheme.
 *
 * @param base the base URL of relative links, or null
 */
record LinkAddress(@Nullable Destination base) {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern NO_SCHEME = Pattern.compile("[A-Za-z0-9+.-]*[^A-Za-z0-9+.:-]");
    private static final Pattern WEB = Pattern.compile("(?i)https?://");
    private static final Pattern NO_HOST = Pattern.compile("(?i)https?:/+(?:[?#].*)?");
    private static final int MIN_NATIONAL_NUMBER = 5;
    private static final Pattern NOT_DIALED = Pattern.compile("[^0-9*#]");

    /**
     * Returns the address of a link as displayed.
     *
     * @param href the attribute value
     * @return empty if it is of no use in plain text, such as a fragment
     */
    String displayed(String href) {
        if (isWeb(href)) {
            return NO_HOST.matcher(href).matches() ? "" : href;
        }
        if (hasScheme(href, "mailto:")) {
            return decoded(withoutQuery(href.substring("mailto:".length())));
        }
        if (hasScheme(href, "tel:")) {
            return href.substring("tel:".length());
        }
        return Href.resolved(href, base).filter(LinkAddress::isWeb).orElse("");
    }

    /**
     * Whether plain text displays the address beside the label of its link: it is not the label, written a little differently.
     *
     * @param label the visible text of the link
     */
    boolean isDisplayed(String href, String label) {
        String address = displayed(href);
        if (address.isEmpty()) {
            return false;
        }
        return hasScheme(href, "tel:")
                ? !isDialed(label, address)
                : !core(label).equals(core(address));
    }

    /** Whether {@link #isDisplayed} is certain before the placeholders are filled in, regardless of the values. */
    boolean isCertain(RecipientText target, RecipientText label) {
        if (target.isFixed() && label.isFixed()) {
            return true;
        }
        String start = target.prefix();
        if (target.startsWithRecipientLink()) {
            // Such an address has a path.
            return label.isFixed() && label.prefix().indexOf('/') < 0;
        }
        if (!target.isFixed() && !SCHEME.matcher(start).lookingAt()) {
            return base == null && NO_SCHEME.matcher(start).lookingAt();
        }
        if (!isWeb(start) || (!target.isFixed() && NO_HOST.matcher(start).matches())) {
            return target.isFixed() && displayed(start).isEmpty();
        }
        return isCertainToDiffer(core(start), label, target.isFixed());
    }

    /**
     * @param address the core of a web address up to its first placeholder
     * @param isComplete whether the address has no placeholder
     */
    private static boolean isCertainToDiffer(String address, RecipientText label, boolean isComplete) {
        String text = label.isFixed() ? core(label.prefix()) : label.prefix().toLowerCase(Locale.ROOT);
        if (!label.isFixed() && (text.isEmpty() || "http".startsWith(text) || text.startsWith("http"))) {
            return false;
        }
        int common = Math.min(address.length(), text.length());
        return !address.regionMatches(0, text, 0, common)
                // One more character may be a slash at the end.
                || (label.isFixed() && address.length() > text.length() + 1)
                || (isComplete && text.length() > address.length() + 1);
    }

    /** The part of a web address that people write: without scheme and final slash. */
    private static String core(String address) {
        String lower = address.strip().toLowerCase(Locale.ROOT);
        String written = WEB.matcher(lower).lookingAt() ? lower.substring(lower.indexOf("//") + 2) : lower;
        return written.endsWith("/") ? written.substring(0, written.length() - 1) : written;
    }

    private static boolean isWeb(String address) {
        return WEB.matcher(address).lookingAt() || RecipientLinks.isPlaceholder(address, 0);
    }

    private static boolean hasScheme(String address, String scheme) {
        return address.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** Whether a label has the number, or all of it but the country code. */
    private static boolean isDialed(String label, String number) {
        String digits = NOT_DIALED.matcher(label).replaceAll("").replaceFirst("^0+", "");
        return digits.length() >= MIN_NATIONAL_NUMBER
                && NOT_DIALED.matcher(number).replaceAll("").endsWith(digits);
    }

    /** The recipients in a mailto URL (RFC 6068 section 2). */
    private static String withoutQuery(String recipients) {
        int query = recipients.indexOf('?');
        return query < 0 ? recipients : recipients.substring(0, query);
    }

    private static String decoded(String recipients) {
        return Optional.of(recipients)
                .filter(encoded -> encoded.indexOf('%') >= 0)
                .flatMap(LinkAddress::percentDecoded)
                .orElse(recipients);
    }

    private static Optional<String> percentDecoded(String encoded) {
        try {
            // A plus sign is itself in a mailto URL.
            String decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            return decoded.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(decoded);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
