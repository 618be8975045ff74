package telltale.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * A range of IP addresses that share a prefix (CIDR: RFC 4632, RFC 4291 section 2.3), or a single address.
 *
 * @param high the first 64 bits of an IPv6 prefix; 0 for IPv4
 * @param low the last 64 bits of an IPv6 prefix, or the 32 bits of an IPv4 prefix
 * @param bits the prefix length; all bits beyond it are 0
 */
public record IpRange(boolean ipv6, long high, long low, int bits) {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    /** @throws IllegalArgumentException if the prefix is longer than an address, or has bits beyond its length */
    public IpRange {
        int max = ipv6 ? IPV6_BITS : IPV4_BITS;
        if (bits < 0 || bits > max) {
            throw new IllegalArgumentException("a prefix has 0 to " + max + " bits");
        }
        if (high != (ipv6 ? high & mask(bits) : 0) || low != (low & lowMask(ipv6, bits))) {
            throw new IllegalArgumentException("a prefix has no bits beyond its length");
        }
    }

    /** The range with the first bits of an address as its prefix. */
    public static IpRange of(InetAddress address, int bits) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        boolean ipv6 = bytes.remaining() == IPV6_BITS / 8;
        long high = ipv6 ? bytes.getLong() & mask(bits) : 0;
        long low = ipv6 ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
        return new IpRange(ipv6, high, low & lowMask(ipv6, bits), bits);
    }

    /**
     * Parses {@code 192.0.2.0/24} or a single address. Bits beyond the prefix length are ignored.
     *
     * @throws IllegalArgumentException with a message that states the error and contains the text
     */
    public static IpRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpLiteral.read(slash < 0 ? text : text.substring(0, slash));
        String length = text.substring(slash + 1);
        if (address == null || (slash >= 0 && !LENGTH.matcher(length).matches())) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither an IP address nor a range in CIDR notation");
        }
        int max = 8 * address.getAddress().length;
        int bits = slash < 0 ? max : Integer.parseInt(length);
        if (bits > max) {
            throw new IllegalArgumentException("\"" + text + "\" has a prefix of more than " + max + " bits");
        }
        return of(address, bits);
    }

    /**
     * Parses a range, like {@link #parse}, but rejects bits beyond the prefix length.
     *
     * @throws IllegalArgumentException with a message that states the error and contains the text
     */
    public static IpRange parseExact(String text) {
        IpRange range = parse(text);
        IpRange first = parse(text.split("/", 2)[0]);
        if (range.high != first.high || range.low != first.low) {
            throw new IllegalArgumentException("\"" + text + "\" has bits beyond its prefix length");
        }
        return range;
    }

    /** Whether an address is in this range. */
    public boolean contains(InetAddress address) {
        return ipv6 == (address.getAddress().length == IPV6_BITS / 8) && equals(of(address, bits));
    }

    /** The form of {@link #parse}, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:0:0:0:0:0/48}. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(ipv6 ? IPV6_BITS / 8 : IPV4_BITS / 8);
        if (ipv6) {
            bytes.putLong(high).putLong(low);
        } else {
            bytes.putInt((int) low);
        }
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    /** The mask of the second half of an IPv6 address, or of an IPv4 address. */
    private static long lowMask(boolean ipv6, int bits) {
        return ipv6 ? mask(bits - 64) : mask(bits + 32) & 0xFFFF_FFFFL;
    }

    /** A mask of the first bits of 64. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
