package telltale.settings;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import telltale.model.IpLiteral;

/** IP addresses that begin with the same bits: all of a network (RFC 4632, RFC 4291 section 2.3), or a single one. */
public record IpRange(InetAddress first, int bits) {
    private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");

    /** @throws IllegalArgumentException if an address has fewer bits */
    public IpRange {
        if (bits < 0 || bits > 8 * first.getAddress().length) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits, one of IPv6 has 128");
        }
    }

    /**
     * Reads addresses and ranges, such as {@code 10.0.0.0/8, ::1}.
     *
     * @throws IllegalArgumentException with a sentence that names the first that is none
     */
    static List<IpRange> list(String text) {
        return BETWEEN.splitAsStream(text)
                .filter(entry -> !entry.isEmpty())
                .map(IpRange::parse)
                .toList();
    }

    private static IpRange parse(String entry) {
        String[] parts = entry.split("/", 2);
        InetAddress first = IpLiteral.read(parts[0]);
        if (first == null || (parts.length == 2 && !parts[1].matches("[0-9]{1,3}"))) {
            throw new IllegalArgumentException("\"" + entry + "\" in it is neither an IP address nor a range of them");
        }
        int all = 8 * first.getAddress().length;
        int bits = parts.length == 1 ? all : Integer.parseInt(parts[1]);
        if (bits > all) {
            throw new IllegalArgumentException("\"" + entry + "\" in it counts more than " + all + " bits");
        }
        return new IpRange(first, bits);
    }

    /** Whether this address is one of them. */
    public boolean contains(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        int whole = bits / 8;
        int rest = bits % 8;
        return ours.length == theirs.length
                && Arrays.equals(ours, 0, whole, theirs, 0, whole)
                && (rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0);
    }
}
