package telltale.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** A host, classified by its name or address literal alone, without any DNS query. */
public record Host(String name) {
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*");

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|.*\\.localhost|127\\.\\d+\\.\\d+\\.\\d+|::1|(0+:){7}0*1");

    /** Single labels, the names of RFC 6762, RFC 8375 and similar, and the addresses of RFC 1918, 3927, 4193 and 4291. */
    private static final Pattern PRIVATE = Pattern.compile("[^.:]+"
            + "|.*\\.(local|localdomain|lan|internal|intranet|home\\.arpa|test)"
            + "|(10|192\\.168|172\\.(1[6-9]|2\\d|3[01])|169\\.254)\\.[\\d.]+"
            + "|f[cd][0-9a-f]{2}:.*|fe80:.*");

    /**
     * Parses a name, an IPv4 or an IPv6 address; brackets around the latter are removed.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    public static String parse(String text) {
        String bare = IpLiteral.withoutBrackets(text);
        if (IPV6.matcher(bare).matches() || DNS_NAME.matcher(bare).matches()) {
            return bare;
        }
        if (text.contains(":") || text.contains("/")) {
            throw new IllegalArgumentException("a host has neither a scheme nor a port");
        }
        throw new IllegalArgumentException("a host has ASCII letters, digits, dots and hyphens");
    }

    /** Whether it is this machine. */
    public boolean isLoopback() {
        return LOOPBACK.matcher(normal()).matches();
    }

    /** Whether it is reached over the public Internet. */
    public boolean isPublic() {
        return !isLoopback() && !PRIVATE.matcher(normal()).matches();
    }

    private String normal() {
        return IpLiteral.withoutBrackets(name).toLowerCase(Locale.ROOT);
    }
}
