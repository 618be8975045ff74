package telltale.model;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The conversion of domains to ASCII (A-labels of RFC 5890) by UTS 46 in its non-transitional form, as browsers do it.
 *
 * <p>{@code java.net.IDN} implements IDNA 2003, which turns the domain {@code straße.example} into
 * {@code strasse.example}, a name that may belong to someone else.
 */
public final class Idna {
    /** RFC 1035 section 2.3.4, without the root label. Longer text is not given to ICU, which throws its own exception. */
    private static final int MAX_DOMAIN_LENGTH = 253;

    private static final int PROFILE =
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ;

    private static final IDNA STRICT = IDNA.getUTS46Instance(PROFILE | IDNA.USE_STD3_RULES);
    private static final IDNA LENIENT = IDNA.getUTS46Instance(PROFILE);

    /** The errors that ICU reports although CheckHyphens is off in browsers (WHATWG URL section 3.3). */
    private static final Set<IDNA.Error> HYPHENS =
            EnumSet.of(IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN, IDNA.Error.HYPHEN_3_4);

    /** What ICU reports for a domain that is no host name in ASCII either. */
    private static final Set<IDNA.Error> SYNTAX =
            EnumSet.of(IDNA.Error.DISALLOWED, IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN);

    /** Other ASCII characters are forbidden in a host, or separate it from the rest of a URL. */
    private static final Pattern HOST = Pattern.compile("[a-z0-9._-]+");

    private Idna() {}

    /**
     * Converts the domain of an email address, which has letters, digits and hyphens only (RFC 5321 section 4.1.2).
     *
     * @return the domain in lower case
     * @throws IllegalArgumentException with a sentence that does not contain the domain
     */
    public static String mailDomain(String domain) {
        if (domain.length() > MAX_DOMAIN_LENGTH) {
            throw tooLong();
        }
        IDNA.Info info = new IDNA.Info();
        String ascii = STRICT.nameToASCII(domain, new StringBuilder(), info).toString();
        // Hyphens in the third and fourth place are valid in names such as r3---sn.example.
        Set<IDNA.Error> errors = errors(info);
        errors.remove(IDNA.Error.HYPHEN_3_4);
        if (ascii.isEmpty() || ascii.endsWith(".") || errors.contains(IDNA.Error.EMPTY_LABEL)) {
            throw new IllegalArgumentException("an email address needs a domain after the @, as in name@example.com");
        }
        if (errors.contains(IDNA.Error.DOMAIN_NAME_TOO_LONG) || ascii.length() > MAX_DOMAIN_LENGTH) {
            throw tooLong();
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(sentence(errors));
        }
        return ascii.toLowerCase(Locale.ROOT);
    }

    /**
     * Converts the host of a URL (WHATWG URL section 3.3, domain to ASCII).
     *
     * @return the host in lower case
     * @throws IllegalArgumentException if browsers reject it, or it has ASCII characters that host names do not have
     */
    public static String urlHost(String host) {
        if (host.length() > MAX_DOMAIN_LENGTH) {
            throw new IllegalArgumentException("a host has at most " + MAX_DOMAIN_LENGTH + " characters");
        }
        IDNA.Info info = new IDNA.Info();
        String ascii = LENIENT.nameToASCII(host, new StringBuilder(), info).toString();
        Set<IDNA.Error> errors = errors(info);
        errors.removeAll(HYPHENS);
        if (!errors.isEmpty() || !HOST.matcher(ascii).matches()) {
            throw new IllegalArgumentException("the host cannot be converted to ASCII " + errors);
        }
        return ascii;
    }

    private static Set<IDNA.Error> errors(IDNA.Info info) {
        Set<IDNA.Error> errors = EnumSet.noneOf(IDNA.Error.class);
        errors.addAll(info.getErrors());
        return errors;
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException(
                "the domain of an email address has at most " + MAX_DOMAIN_LENGTH + " characters");
    }

    private static String sentence(Set<IDNA.Error> errors) {
        return SYNTAX.containsAll(errors)
                ? "the domain of an email address has letters, digits, hyphens and dots"
                : "the domain of an email address cannot be converted to ASCII (UTS 46 reports " + errors + ")";
    }
}
