package telltale.judging;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;

/**
 * Addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3), in a form that is quick to look up.
 *
 * @param high the first 64 bits of IPv6, and 0 for IPv4
 * @param low the last 64 bits of IPv6, or the 32 of IPv4
 * @param bits how many of them count
 */
record AddressBlock(boolean ipv6, long high, long low, int bits) {
    /** By their first addresses, those of one family. */
    static final Comparator<AddressBlock> IN_ORDER = (one, other) -> order(one.high, one.low, other.high, other.low);

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    /** Organisations were given 2^24 addresses of IPv4 at most, in the beginning. */
    private static final int FEWEST_BITS_OF_IPV4 = 8;

    private static final int FEWEST_BITS_OF_IPV6 = 16;

    static int order(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    /** The block of that many bits which the address lies in. */
    static AddressBlock of(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            long all = ByteBuffer.wrap(bytes).getInt() & 0xFFFFFFFFL;
            return new AddressBlock(false, 0, all & mask(bits + 32), bits);
        }
        ByteBuffer all = ByteBuffer.wrap(bytes);
        return new AddressBlock(true, all.getLong() & mask(bits), all.getLong() & mask(bits - 64), bits);
    }

    /** Reads {@code 192.0.2.0/24} or a single address; null where it is neither, or has bits beyond its length. */
    static @Nullable AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = IpLiteral.read(slash < 0 ? text : text.substring(0, slash));
        if (first == null) {
            return null;
        }
        int all = 8 * first.getAddress().length;
        String length = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > all) {
            return null;
        }
        AddressBlock block = of(first, Integer.parseInt(length));
        return block.holdsMoreThan(of(first, all)) ? null : block;
    }

    /** Whether it is more than any organisation has: a slip, by which a list would speak of half the world. */
    boolean isTooWide() {
        return bits < (ipv6 ? FEWEST_BITS_OF_IPV6 : FEWEST_BITS_OF_IPV4);
    }

    private boolean holdsMoreThan(AddressBlock single) {
        return high != single.high || low != single.low;
    }

    /** The first so many of 64 bits. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }
}
