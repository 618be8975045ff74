package telltale.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Parses IP address literals without ever querying a name server. */
public final class IpLiteral {
    /** The length of six groups of IPv6 followed by an IPv4 address. */
    private static final int MAX_LENGTH = 45;

    private IpLiteral() {}

    /**
     * Parses an IPv4 address of four decimal numbers, or an IPv6 address (RFC 4291 section 2.2), whose brackets and zone
     * are ignored.
     *
     * @return null if the text is neither
     */
    public static @Nullable InetAddress read(String text) {
        try {
            return text.indexOf(':') < 0 ? ipv4(text) : ipv6(withoutZone(withoutBrackets(text)));
        } catch (UnknownHostException none) {
            return null;
        }
    }

    private static @Nullable InetAddress ipv4(String text) throws UnknownHostException {
        byte[] octets = new byte[4];
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            int end = i < octets.length - 1 ? text.indexOf('.', start) : text.length();
            int octet = octet(text, start, end);
            if (octet < 0) {
                return null;
            }
            octets[i] = (byte) octet;
            start = end + 1;
        }
        return InetAddress.getByAddress(octets);
    }

    /** A number from 0 to 255, or -1. Leading zeros are rejected, because some parsers read them as octal. */
    private static int octet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        int octet = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            octet = 10 * octet + c - '0';
        }
        return octet > 255 ? -1 : octet;
    }

    private static @Nullable InetAddress ipv6(String text) throws UnknownHostException {
        if (text.length() > MAX_LENGTH || !text.codePoints().allMatch(IpLiteral::isOfIpv6)) {
            return null;
        }
        // In brackets, the JDK accepts an address or fails, and never looks up a name.
        return InetAddress.getByName("[" + text + "]");
    }

    private static boolean isOfIpv6(int c) {
        return (c >= '0' && c <= ':') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.';
    }

    /** The host of a URL without the brackets of an IPv6 address (RFC 3986 section 3.2.2). */
    public static String withoutBrackets(String text) {
        return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    }

    private static String withoutZone(String text) {
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
