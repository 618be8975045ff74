package telltale.settings;

import java.net.InetAddress;
import java.util.List;
import telltale.model.IpRange;

/** The reverse proxies whose forwarding headers are trusted. */
public record TrustedProxies(List<IpRange> ranges) {
    /** No proxy is trusted. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /**
     * Parses addresses and ranges, such as {@code 10.0.0.0/8, ::1}.
     *
     * @throws IllegalArgumentException with a message that names the first invalid entry
     */
    static TrustedProxies parse(String text) {
        return new TrustedProxies(Parsers.entries(text).map(IpRange::parse).toList());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether this address is one of a trusted proxy. */
    public boolean contains(InetAddress address) {
        for (IpRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every address of a family is trusted. */
    boolean includesEveryAddress() {
        return ranges.stream().anyMatch(range -> range.bits() == 0);
    }
}
