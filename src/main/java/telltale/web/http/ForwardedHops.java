package telltale.web.http;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;

/**
 * The hops in a forwarding header, from last to first. The header is parsed from its end, so that nothing a client wrote at
 * its beginning affects how the entries of later proxies are parsed.
 */
final class ForwardedHops {
    private static final String FOR = "for=";

    /** A port number or an obfuscated port (RFC 7239 section 6). */
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}|_[A-Za-z0-9._-]{1,64}");

    private final Function<String, @Nullable String> node;
    private final List<String> lines;
    private int line;
    private int end;

    private ForwardedHops(List<String> lines, Function<String, @Nullable String> node) {
        this.lines = lines;
        this.node = node;
        moveToEndOf(lines.size() - 1);
    }

    /** @param lines of {@code X-Forwarded-For}: comma-separated addresses, optionally with a port */
    static ForwardedHops ofForwardedFor(List<String> lines) {
        return new ForwardedHops(lines, element -> element);
    }

    /** @param lines of {@code Forwarded} (RFC 7239) */
    static ForwardedHops ofForwarded(List<String> lines) {
        return new ForwardedHops(lines, ForwardedHops::nodeOf);
    }

    /**
     * Returns the next hop's address, or null at the end and at a hop without a valid address; callers stop there.
     */
    @Nullable
    InetAddress next() {
        if (line < 0) {
            return null;
        }
        String text = lines.get(line);
        int comma = last(',', text, end);
        String client = node.apply(text.substring(comma + 1, end).strip());
        if (comma < 0) {
            moveToEndOf(line - 1);
        } else {
            end = comma;
        }
        return client == null ? null : address(client);
    }

    private void moveToEndOf(int number) {
        line = number;
        end = number < 0 ? 0 : lines.get(number).length();
    }

    /** The value of an element's {@code for=} parameter; null if it is absent or, contrary to section 4, repeated. */
    private static @Nullable String nodeOf(String element) {
        String found = null;
        int end = element.length();
        while (end >= 0) {
            int semicolon = last(';', element, end);
            String pair = element.substring(semicolon + 1, end).strip();
            if (pair.regionMatches(true, 0, FOR, 0, FOR.length())) {
                if (found != null) {
                    return null;
                }
                found = withoutQuotes(pair.substring(FOR.length()));
            }
            end = semicolon;
        }
        return found;
    }

    /** The last index of a character before the end, or -1; ignores quoted strings (RFC 9110 section 5.6.4). */
    private static int last(char wanted, String text, int end) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"' && !isEscaped(text, i)) {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isEscaped(String text, int at) {
        int start = at;
        while (start > 0 && text.charAt(start - 1) == '\\') {
            start--;
        }
        return (at - start) % 2 == 1;
    }

    private static String withoutQuotes(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Parses an address with an optional port; an IPv6 address with a port is in brackets. */
    private static @Nullable InetAddress address(String node) {
        int colon = node.lastIndexOf(':');
        boolean isWithoutPort = node.startsWith("[") ? node.endsWith("]") : colon != node.indexOf(':');
        if (isWithoutPort || colon < 0) {
            return IpLiteral.read(node);
        }
        boolean isPort = PORT.matcher(node.substring(colon + 1)).matches();
        return isPort ? IpLiteral.read(node.substring(0, colon)) : null;
    }
}
