package telltale.settings;

import static telltale.settings.Setting.EMAIL_DKIM_DOMAIN;
import static telltale.settings.Setting.EMAIL_DKIM_KEY;
import static telltale.settings.Setting.EMAIL_DKIM_SELECTOR;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;

/**
 * How mail is signed (RFC 6376).
 *
 * @param selector tells the key from others of its domain (section 3.1)
 * @param domain who answers for the mail, in ASCII; null for the domain of the usual sender
 */
public record DkimSettings(
        DkimKey key, String selector, @Nullable String domain) {
    /** RFC 6376 section 3.1: labels as in host names, with dots between. */
    private static final Pattern SELECTOR =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /** RFC 8301 section 3.2: what signers should use at least, and what receivers need to check at the most. */
    private static final int USUAL_BITS = 2048;

    private static final int MOST_BITS = 4096;

    static @Nullable DkimSettings read(SettingsReader reading) {
        reading.refuseWithout(
                EMAIL_DKIM_KEY,
                EMAIL_DKIM_SELECTOR,
                "Set EMAIL_DKIM_SELECTOR to " + EMAIL_DKIM_SELECTOR.expected()
                        + ", or remove EMAIL_DKIM_KEY if your mail server signs.");
        reading.refuseWithout(
                EMAIL_DKIM_SELECTOR,
                EMAIL_DKIM_KEY,
                "Set EMAIL_DKIM_KEY to " + EMAIL_DKIM_KEY.expected()
                        + ", or remove EMAIL_DKIM_SELECTOR if your mail server signs.");
        if (!reading.states(EMAIL_DKIM_KEY)) {
            reading.warnNoEffect(EMAIL_DKIM_DOMAIN, "it belongs to EMAIL_DKIM_KEY, which is not set");
        }
        DkimKey key = reading.maybe(EMAIL_DKIM_KEY, DkimKey::parse);
        String selector = reading.maybe(EMAIL_DKIM_SELECTOR, DkimSettings::selector);
        String domain = reading.maybe(EMAIL_DKIM_DOMAIN, DkimSettings::domain);
        if (key == null || selector == null) {
            return null;
        }
        if (key.rsaBits() > 0 && (key.rsaBits() < USUAL_BITS || key.rsaBits() > MOST_BITS)) {
            reading.warn("EMAIL_DKIM_KEY has " + key.rsaBits() + " bits, and some receivers take no signature by it."
                    + " Make one of " + USUAL_BITS + ".");
        }
        return new DkimSettings(key, selector, domain);
    }

    private static String selector(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!SELECTOR.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "a selector has ASCII letters and digits, and hyphens and dots between them");
        }
        return lower;
    }

    private static String domain(String text) {
        return EmailAddress.parse("postmaster@" + text).asciiDomain();
    }
}
