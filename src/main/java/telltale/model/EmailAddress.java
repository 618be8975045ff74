package telltale.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * An email address, {@code local@domain} (RFC 5321 section 4.1.2, with the UTF-8 of RFC 6531).
 *
 * <p>The local part is a dot-atom. Quoted local parts and address literals are valid in SMTP, but no mailbox in real use
 * has one, and rejecting them keeps every header and every log line simple.
 *
 * @param local the part before the @, exactly as given
 * @param domain the part after the @, exactly as given
 */
public record EmailAddress(String local, String domain) {
    /** RFC 5321 section 4.5.3.1.1, in octets. */
    private static final int MAX_LOCAL_LENGTH = 64;

    /** RFC 5321 section 4.5.3.1.3, minus the angle brackets, in octets. */
    private static final int MAX_LENGTH = 254;

    private static final int MAX_DOMAIN_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final String ATOM_SYMBOLS = "!#$%&'*+-/=?^_`{|}~";

    public EmailAddress {
        checkLocal(local);
        String ascii = toAscii(domain);
        if (octets(local) + 1 + ascii.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an email address has at most " + MAX_LENGTH + " characters");
        }
    }

    /**
     * Parses an address.
     *
     * @param text such as {@code ann@example.com}; surrounding spaces are ignored
     * @throws IllegalArgumentException with a message that states the error and never contains the text
     */
    public static EmailAddress parse(String text) {
        String trimmed = text.strip();
        int at = trimmed.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("an email address needs an @, as in name@example.com");
        }
        return new EmailAddress(trimmed.substring(0, at), trimmed.substring(at + 1));
    }

    /** The domain in ASCII and lower case, as servers use it (RFC 5890 A-labels). */
    public String asciiDomain() {
        return toAscii(domain);
    }

    /** Whether this address requires a server that announces SMTPUTF8 (RFC 6531). */
    public boolean needsSmtpUtf8() {
        return octets(local) > local.length();
    }

    /** The form sent by SMTP: the local part as given, the domain in ASCII. */
    public String wireForm() {
        return local + "@" + asciiDomain();
    }

    /**
     * The form that is equal for all spellings that every server treats as one mailbox: the domain as A-labels in lower case,
     * and the local part in lower case and composed Unicode. Dots and plus suffixes are preserved, because some providers
     * ignore them and others do not.
     */
    public String canonical() {
        // Composed before and after lower-casing, which can decompose a letter.
        String lower = Normalizer.normalize(local, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(lower, Normalizer.Form.NFC) + "@" + asciiDomain();
    }

    /** The form for logs: enough to recognize a test recipient, not enough to write to anyone. */
    public String masked() {
        return local.substring(0, local.offsetByCodePoints(0, 1)) + "***@" + domain;
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }

    private static void checkLocal(String local) {
        if (local.isEmpty()) {
            throw new IllegalArgumentException("an email address needs a local part before the @");
        }
        if (octets(local) > MAX_LOCAL_LENGTH) {
            throw new IllegalArgumentException(
                    "the part of an email address before the @ has at most " + MAX_LOCAL_LENGTH + " bytes");
        }
        if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            throw new IllegalArgumentException(
                    "an email address has no dot at its start, directly before the @ or next to another dot");
        }
        for (int i = 0; i < local.length(); i += Character.charCount(local.codePointAt(i))) {
            if (local.charAt(i) != '.' && !isAtomCharacter(local.codePointAt(i))) {
                throw new IllegalArgumentException("an email address has letters, digits and any of ." + ATOM_SYMBOLS
                        + " before the @; spaces, quotes, brackets and control characters are not allowed");
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
        // Nearly all domains are plain, and each is converted several times per message.
        if (domain.length() <= MAX_DOMAIN_LENGTH && isPlainDomain(domain)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        return Idna.mailDomain(domain);
    }

    /** Whether all labels are ASCII letters, digits and inner hyphens (RFC 5321 section 4.1.2), which is converted to lower case only. */
    private static boolean isPlainDomain(String domain) {
        int label = 0;
        for (int i = 0; i <= domain.length(); i++) {
            char c = i == domain.length() ? '.' : domain.charAt(i);
            if (c == '.') {
                if (label == 0 || label > MAX_LABEL_LENGTH || domain.charAt(i - 1) == '-') {
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
