package telltale.message.html;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;
import telltale.model.Idna;

/**
 * Resolves the destination of a link as a browser does (WHATWG URL section 4.4), but otherwise keeps the URL as written:
 * paths are not normalized, nothing is encoded twice, and fragments are kept.
 */
public final class Href {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    /** Scheme with user information, host, and the rest from the port on. */
    private static final Pattern ABSOLUTE = Pattern.compile(
            "(https?://(?:[^/\\\\?#]*@)?)(\\[[^/\\\\?#]*\\]|[^/\\\\?#:]*)(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Scheme, authority, path up to the last slash, rest of the path (RFC 3986 section 3). */
    private static final Pattern BASE =
            Pattern.compile("(https?:)(//[^/?#]*)([^?#]*/)?([^/?#]*).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * The capital sharp s: the only character that two versions of UTS 46 map to different domains. Before Unicode 15.1
     * it became ss, as it still does in some browsers; since then it becomes ß.
     */
    private static final String CAPITAL_SHARP_S = "\u1e9e";

    private Href() {}

    /**
     * Returns the destination of a link.
     *
     * @param attribute the attribute value with character references decoded
     * @param base the base URL of relative links, or null
     * @return empty if the URL is not http or https, is a fragment only, or may be resolved differently by browsers
     */
    public static Optional<Destination> destination(String attribute, @Nullable Destination base) {
        String trimmed = stripped(attribute);
        if (trimmed.isEmpty() || trimmed.startsWith("#")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Destination(ascii(absolute(trimmed, base))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException untrackable) {
            return Optional.empty();
        }
    }

    /**
     * Resolves a relative link, without converting it to ASCII.
     *
     * @param attribute the attribute value with character references decoded
     * @param base the base URL, or null
     * @return empty if there is no base, or if the link is a fragment or cannot be resolved
     */
    static Optional<String> resolved(String attribute, @Nullable Destination base) {
        String reference = stripped(attribute);
        return base == null || reference.isEmpty() || reference.startsWith("#")
                ? Optional.empty()
                : Optional.of(absolute(reference, base)).filter(url -> !url.isEmpty());
    }

    /** An attribute value without the white space that browsers ignore in URLs. */
    static String stripped(String attribute) {
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

    /** ASCII white space (WHATWG Infra section 4.6), without the characters removed before. */
    private static boolean isSpace(char c) {
        return c == ' ' || c == '\f';
    }

    /** Resolves a reference (RFC 3986 section 5.2.2), but leaves dot segments to the browser. */
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
            throw new IllegalArgumentException("only http and https URLs are supported");
        }
        return percentEncoded(parts.group(1)) + asciiHost(parts.group(2)) + percentEncoded(parts.group(3));
    }

    private static String asciiHost(String host) {
        if (isAscii(host)) {
            return host;
        }
        if (host.contains(CAPITAL_SHARP_S)) {
            throw new IllegalArgumentException("browsers map this host to different domains");
        }
        return Idna.urlHost(host);
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
            throw new IllegalArgumentException("an unpaired surrogate cannot be encoded");
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
