package telltale.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import telltale.model.IpLiteral;

/** Addresses of hosts in the DNS. */
public final class Addresses {
    private static final int IPV4_LENGTH = 4;

    private Addresses() {}

    /** The addresses of A or AAAA records. */
    public static List<InetAddress> in(DnsAnswer records) {
        return records.values().stream()
                .map(IpLiteral::read)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * The IPv4 and then the IPv6 addresses of a host, or the one that its name is.
     *
     * @return empty if it has none, or the DNS does not answer
     */
    public static List<InetAddress> of(String host, Dns dns) {
        InetAddress literal = IpLiteral.read(host);
        if (literal != null) {
            return List.of(literal);
        }
        List<InetAddress> addresses = new ArrayList<>(in(dns.ask(host, RecordType.A)));
        addresses.addAll(in(dns.ask(host, RecordType.AAAA)));
        return addresses;
    }

    /** Whether an address is reached over the public Internet. */
    public static boolean isPublic(InetAddress address) {
        int first = address.getAddress()[0] & 0xFF;
        boolean isUniqueLocal = address.getAddress().length > IPV4_LENGTH && (first & 0xFE) == 0xFC;
        boolean isShared = address.getAddress().length == IPV4_LENGTH
                && (first == 0 || (first == 100 && (address.getAddress()[1] & 0xC0) == 64));
        return !address.isLoopbackAddress()
                && !address.isSiteLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !isUniqueLocal
                && !isShared;
    }

    /** The name at which the PTR record of an address is (RFC 1035 section 3.5, RFC 3596 section 2.5). */
    public static String reverseName(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xFF;
            if (octets.length == IPV4_LENGTH) {
                name.append(octet).append('.');
            } else {
                name.append(Integer.toHexString(octet & 0xF)).append('.');
                name.append(Integer.toHexString(octet >> 4)).append('.');
            }
        }
        return name.append(octets.length == IPV4_LENGTH ? "in-addr.arpa" : "ip6.arpa")
                .toString();
    }
}
