package telltale.settings;

import static telltale.settings.Setting.EMAIL_DKIM_DOMAIN;
import static telltale.settings.Setting.EMAIL_DKIM_KEY;
import static telltale.settings.Setting.EMAIL_DKIM_SELECTOR;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;

/**
 * The settings of DKIM signatures (RFC 6376).
 *
 * @param selector identifies the key among those of its domain (section 3.1)
 * @param domain the signing domain, in ASCII; null for the domain of the default sender
 */
public record DkimSettings(
        DkimKey key, String selector, @Nullable String domain) {
    /** RFC 6376 section 3.1: labels as in host names, separated by dots. */
    private static final Pattern SELECTOR =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /** RFC 8301 section 3.2: the minimum that signers should use, and the maximum that receivers must support. */
    private static final int RECOMMENDED_BITS = 2048;

    private static final int MAX_BITS = 4096;

    static @Nullable DkimSettings read(SettingsReader reader) {
        reader.require(
                EMAIL_DKIM_KEY,
                EMAIL_DKIM_SELECTOR,
                "Set EMAIL_DKIM_SELECTOR to " + EMAIL_DKIM_SELECTOR.expected()
                        + ", or remove EMAIL_DKIM_KEY if your mail server signs.");
        reader.require(
                EMAIL_DKIM_SELECTOR,
                EMAIL_DKIM_KEY,
                "Set EMAIL_DKIM_KEY to " + EMAIL_DKIM_KEY.expected()
                        + ", or remove EMAIL_DKIM_SELECTOR if your mail server signs.");
        if (!reader.isSet(EMAIL_DKIM_KEY)) {
            reader.warnNoEffect(EMAIL_DKIM_DOMAIN, "it requires EMAIL_DKIM_KEY, which is not set");
        }
        DkimKey key = reader.optional(EMAIL_DKIM_KEY, DkimKey::parse);
        String selector = reader.optional(EMAIL_DKIM_SELECTOR, DkimSettings::selector);
        String domain = reader.optional(EMAIL_DKIM_DOMAIN, DkimSettings::domain);
        if (key == null || selector == null) {
            return null;
        }
        if (key.rsaBits() > 0 && (key.rsaBits() < RECOMMENDED_BITS || key.rsaBits() > MAX_BITS)) {
            reader.warn("EMAIL_DKIM_KEY has " + key.rsaBits() + " bits, and some receivers reject its signatures."
                    + " Use a key of " + RECOMMENDED_BITS + " bits.");
        }
        return new DkimSettings(key, selector, domain);
    }

    /**
     * Checks a selector, and returns it in lower case.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    public static String selector(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!SELECTOR.matcher(lower).matches()) {
            throw new IllegalArgumentException("a selector has ASCII letters and digits, separated by hyphens or dots");
        }
        return lower;
    }

    private static String domain(String text) {
        return EmailAddress.parse("postmaster@" + text).asciiDomain();
    }
}
