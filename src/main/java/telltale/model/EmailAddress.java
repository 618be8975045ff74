package telltale.model;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One mail address, {@code local@domain} (RFC 5321 section 4.1.2, with the UTF-8 of RFC 6531).
 *
 * <p>The local part is a dot-atom: quoted local parts and address literals are lawful, but no mailbox that people use
 * has one, and refusing them keeps every header and every log line simple.
 *
 * @param local what stands before the @, exactly as it was given
 * @param domain what stands after it, exactly as it was given
 */
public record EmailAddress(String local, String domain) {
    /** RFC 5321 section 4.5.3.1.1, in octets. */
    /** What the JDK's IDNA 2003 maps to another domain than IDNA 2008 does (UTS 46 section 6). */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

    private static final int LONGEST_LOCAL = 64;

    /** RFC 5321 section 4.5.3.1.3 less the angle brackets, in octets. */
    private static final int LONGEST = 254;

    private static final int LONGEST_DOMAIN = 253;
    private static final int LONGEST_LABEL = 63;
    private static final String ATOM_SYMBOLS = "!#$%&'*+-/=?^_`{|}~";

    public EmailAddress {
        checkLocal(local);
        String ascii = toAscii(domain);
        if (octets(local) + 1 + ascii.length() > LONGEST) {
            throw new IllegalArgumentException("a mail address has at most " + LONGEST + " characters");
        }
    }

    /**
     * Reads an address.
     *
     * @param text such as {@code ann@example.com}; surrounding spaces are dropped
     * @throws IllegalArgumentException with a sentence that says what is wrong and never repeats the text
     */
    public static EmailAddress parse(String text) {
        String trimmed = text.strip();
        int at = trimmed.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("a mail address needs an @, as in name@example.com");
        }
        return new EmailAddress(trimmed.substring(0, at), trimmed.substring(at + 1));
    }

    /** The domain as servers know it: ASCII, lower case (RFC 5890 A-labels). */
    public String asciiDomain() {
        return toAscii(domain);
    }

    /** Whether only a server that announces SMTPUTF8 (RFC 6531) can take this address. */
    public boolean needsSmtpUtf8() {
        return octets(local) > local.length();
    }

    /** The form for the wire: the local part as given, the domain in ASCII. */
    public String onTheWire() {
        return local + "@" + asciiDomain();
    }

    /** The form for logs: enough to recognise one's own test, too little to write to anyone. */
    public String masked() {
        return local.substring(0, local.offsetByCodePoints(0, 1)) + "***@" + domain;
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }

    private static void checkLocal(String local) {
        if (local.isEmpty()) {
            throw new IllegalArgumentException("a mail address needs a name before its @");
        }
        if (octets(local) > LONGEST_LOCAL) {
            throw new IllegalArgumentException(
                    "what stands before the @ of a mail address has at most " + LONGEST_LOCAL + " bytes");
        }
        if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            throw new IllegalArgumentException(
                    "a mail address has no dot at its start, before its @ or beside another");
        }
        for (int i = 0; i < local.length(); i += Character.charCount(local.codePointAt(i))) {
            if (local.charAt(i) != '.' && !isAtomCharacter(local.codePointAt(i))) {
                throw new IllegalArgumentException("a mail address has letters, digits and any of ." + ATOM_SYMBOLS
                        + " before its @; spaces, quotes, brackets and control characters are not taken");
            }
        }
    }

    private static boolean isAtomCharacter(int c) {
        if (c < 0x80) {
            return Character.isLetterOrDigit(c) || ATOM_SYMBOLS.indexOf(c) >= 0;
        }
        return TextRules.isPlain(c) && Character.getType(c) != Character.SPACE_SEPARATOR;
    }

    private static String toAscii(String domain) {
        // Nearly all are, and are looked at several times a mail.
        if (domain.length() <= LONGEST_DOMAIN && isPlainDomain(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        if (domain.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException(
                    "the domain of a mail address holds ß, ς or a zero width joiner, which"
                            + " stand for different domains in IDNA 2003 and IDNA 2008; write its A-label, which begins with xn--");
        }
        String ascii;
        try {
            ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException badLabel) {
            throw new IllegalArgumentException(
                    "the domain of a mail address has letters, digits, hyphens and dots", badLabel);
        }
        if (ascii.isEmpty() || ascii.startsWith(".") || ascii.endsWith(".") || ascii.contains("..")) {
            throw new IllegalArgumentException("a mail address needs a domain after its @, as in name@example.com");
        }
        if (ascii.length() > LONGEST_DOMAIN) {
            throw new IllegalArgumentException(
                    "the domain of a mail address has at most " + LONGEST_DOMAIN + " characters");
        }
        return ascii;
    }

    /** Labels of letters, digits and inner hyphens (RFC 5321 section 4.1.2), for which IDNA does nothing. */
    private static boolean isPlainDomain(String domain) {
        int label = 0;
        for (int i = 0; i <= domain.length(); i++) {
            char c = i == domain.length() ? '.' : domain.charAt(i);
            if (c == '.') {
                if (label == 0 || label > LONGEST_LABEL || domain.charAt(i - 1) == '-') {
                    return false;
                }
                label = 0;
            } else if (c < 0x80 && (Character.isLetterOrDigit(c) || (c == '-' && label > 0))) {
                label++;
            } else {
                return false;
            }
        }
        return true;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
