package telltale.settings;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import telltale.model.IpLiteral;

/** The name of an SMTP client in EHLO: a domain or an address literal (RFC 5321 sections 4.1.1.1, 4.1.2 and 4.1.3). */
public final class EhloName {
    private static final String IPV6_TAG = "IPv6:";
    private static final int MAX_DOMAIN_LENGTH = 255;

    /** RFC 5321 section 4.1.2, with labels of at most 63 octets (RFC 1035 section 2.3.4). */
    private static final Pattern DOMAIN = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private static final Pattern ADDRESS_WITHOUT_BRACKETS = Pattern.compile(".*\\.\\d+|.*:.*");

    /** Names of the local machine alone (RFC 6761 section 6.3, and the default of many distributions). */
    private static final Pattern LOCAL = Pattern.compile("(.*\\.)?(localhost|localdomain)|localhost\\..*");

    private EhloName() {}

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    public static String parse(String text) {
        if (text.startsWith("[")) {
            return literal(text);
        }
        if (ADDRESS_WITHOUT_BRACKETS.matcher(text).matches()) {
            throw new IllegalArgumentException("an IP address is written as [192.0.2.1] or [IPv6:2001:db8::1]");
        }
        if (text.length() > MAX_DOMAIN_LENGTH || !DOMAIN.matcher(text).matches()) {
            throw new IllegalArgumentException("a host name has labels of ASCII letters, digits and hyphens");
        }
        return text;
    }

    /** The address literal of an address, without its zone. */
    public static String literal(InetAddress address) {
        if (address instanceof Inet6Address) {
            String text = address.getHostAddress();
            int zone = text.indexOf('%');
            return "[" + IPV6_TAG + (zone < 0 ? text : text.substring(0, zone)) + "]";
        }
        return "[" + address.getHostAddress() + "]";
    }

    /** Whether a name is a domain with a dot that may be known beyond this machine. */
    public static boolean isQualified(String name) {
        return name.contains(".")
                && name.length() <= MAX_DOMAIN_LENGTH
                && DOMAIN.matcher(name).matches()
                && !ADDRESS_WITHOUT_BRACKETS.matcher(name).matches()
                && !LOCAL.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    private static String literal(String text) {
        String inner = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        boolean isTagged = inner.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
        String bare = isTagged ? inner.substring(IPV6_TAG.length()) : inner;
        boolean isValid = isTagged
                ? bare.contains(":") && !bare.startsWith("[") && IpLiteral.read(bare) != null
                : IpLiteral.read(bare) instanceof Inet4Address;
        if (!isValid || bare.contains("%")) {
            throw new IllegalArgumentException("an address literal is written as [192.0.2.1] or [IPv6:2001:db8::1]");
        }
        return text;
    }
}
