package telltale.message.html;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;

/**
 * Reads where a link leads, as the parser of a browser does (WHATWG URL section 4.4), and otherwise leaves the address as
 * its sender wrote it: no path is normalised, nothing is encoded twice, no fragment is dropped.
 */
public final class Href {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    /** Scheme, user information, host, port with what follows. */
    private static final Pattern ABSOLUTE = Pattern.compile(
            "(https?://(?:[^/\\\\?#]*@)?)(\\[[^/\\\\?#]*\\]|[^/\\\\?#:]*)(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Scheme, authority, path up to its last slash, the rest of it (RFC 3986 section 3). */
    private static final Pattern BASE =
            Pattern.compile("(https?:)(//[^/?#]*)([^?#]*/)?([^/?#]*).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * What browsers, by UTS 46, do not read as the JDK does, by IDNA 2003, or as it may after the next version of Unicode:
     * anything but letters, digits, marks and pictures; the deviations (UTS 46 section 6); fillers; and letters whose case
     * folding is not their lower case.
     */
    private static final Pattern UNSURE = Pattern.compile(
            "[^\\x00-\\x7f\\p{Ll}\\p{Lo}\\p{Lm}\\p{M}\\p{Nd}\\p{So}\\u3002]|[\\u00df\\u03c2]"
                    + "|[\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0]|[\\u0345\\u1c80-\\u1c8f]|\\p{IsCherokee}");

    private Href() {}

    /**
     * Where a link leads.
     *
     * @param attribute the value, its character references decoded
     * @param base where relative links of the mail begin, or null
     * @return nothing for what is not http or https, for an anchor, and for what browsers may read in another way
     */
    public static Optional<Destination> destination(String attribute, @Nullable Destination base) {
        String trimmed = trim(attribute);
        if (trimmed.isEmpty() || trimmed.startsWith("#")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Destination(ascii(absolute(trimmed, base))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException untrackable) {
            return Optional.empty();
        }
    }

    private static String trim(String attribute) {
        String oneLine = attribute.replace("\t", "").replace("\n", "").replace("\r", "");
        int start = 0;
        int end = oneLine.length();
        while (start < end && isSpace(oneLine.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(oneLine.charAt(end - 1))) {
            end--;
        }
        return oneLine.substring(start, end);
    }

    /** WHATWG Infra section 4.6, what is left of it. */
    private static boolean isSpace(char c) {
        return c == ' ' || c == '\f';
    }

    /** RFC 3986 section 5.2.2; the dots of a path are left to whoever follows the link. */
    private static String absolute(String reference, @Nullable Destination base) {
        if (base == null || SCHEME.matcher(reference).lookingAt()) {
            return reference;
        }
        Matcher parts = BASE.matcher(base.url());
        if (!parts.matches() || reference.contains("\\")) {
            return "";
        }
        String scheme = parts.group(1);
        String root = scheme + parts.group(2);
        String folder = root + (parts.group(3) == null ? "/" : parts.group(3));
        return switch (reference.charAt(0)) {
            case '/' -> (reference.startsWith("//") ? scheme : root) + reference;
            case '?' -> folder + parts.group(4) + reference;
            default -> folder + reference;
        };
    }

    private static String ascii(String url) {
        if (isAscii(url)) {
            return url;
        }
        Matcher parts = ABSOLUTE.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("only addresses of http and https are read");
        }
        return percentEncoded(parts.group(1)) + asciiHost(parts.group(2)) + percentEncoded(parts.group(3));
    }

    /** A-labels (RFC 5890). The strict rules keep a host from growing a slash or an @ by normalisation. */
    private static String asciiHost(String host) {
        if (isAscii(host)) {
            return host;
        }
        String composed = Normalizer.normalize(host, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String mapped = Normalizer.normalize(composed, Normalizer.Form.NFKC);
        if (UNSURE.matcher(mapped).find()) {
            throw new IllegalArgumentException("not everybody reads this host in the same way");
        }
        return IDN.toASCII(mapped, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String percentEncoded(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("half a character has no encoding");
        }
        StringBuilder encoded = new StringBuilder(text.length() + 32);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet < 0) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            } else {
                encoded.append((char) octet);
            }
        }
        return encoded.toString();
    }
}
