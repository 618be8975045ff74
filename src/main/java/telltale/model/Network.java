package telltale.model;

import java.net.InetAddress;

/**
 * The network of a client, which is stored in place of its address: the kind of network, and the first 24 bits (IPv4) or
 * 48 bits (IPv6), or fewer ({@link #keeping}).
 *
 * @param prefix those bits as a number, for IPv6 with bit 48 set above them, and with bit 49 set if the last 8 (IPv4) or 16 (IPv6)
 *     of them were discarded; 0 if the address was unknown, or nothing of it is stored
 */
public record Network(Kind kind, long prefix) {
    /** The network of an unknown address. */
    public static final Network UNKNOWN = new Network(Kind.UNKNOWN, 0);

    private static final long IPV6 = 1L << 48;
    private static final long WIDE = 1L << 49;
    /** The last bits of a prefix, which a wide one does not have. */
    private static final int NARROW_BITS_4 = 8;

    private static final int NARROW_BITS_6 = 16;

    public Network {
        long bits = prefix & ~WIDE;
        if (prefix < 0 || bits >= 2 * IPV6 || (bits < IPV6 && bits >= 1L << 24)) {
            throw new IllegalArgumentException("a network prefix has 24 bits, or 48 bits and the IPv6 flag");
        }
    }

    /** The kind of network. Each has its own number in the database, which never changes. */
    public enum Kind implements StoredConstant, WireConstant {
        UNKNOWN(0),
        PUBLIC(1),
        /** a local network that is not routed on the Internet (RFC 1918, RFC 4193, RFC 3927) */
        PRIVATE(2),
        /** this machine */
        LOOPBACK(3),
        /** egress of Apple's iCloud Private Relay and Mail Privacy Protection */
        APPLE_RELAY(4),
        GOOGLE(5),
        /** Microsoft's cloud: its scanners and image proxies, but also its customers' servers */
        MICROSOFT(6),
        /** Microsoft's own mail filters: Exchange Online Protection and Safe Links */
        MICROSOFT_FILTER(7),
        /** a vendor of mail filters */
        MAIL_FILTER(8),
        /** a mail provider's image proxy, which fetches when a person reads */
        MAIL_PROXY(9),
        /** a secure web gateway that a company's employees browse through */
        WEB_GATEWAY(10);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** The network of an address; the remaining bits of the address are discarded. */
    public static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean ipv6 = bytes.length == 16;
        long prefix = ipv6 ? 1 : 0;
        for (int i = 0; i < (ipv6 ? 6 : 3); i++) {
            prefix = (prefix << 8) | (bytes[i] & 0xFF);
        }
        return new Network(kindOf(address, bytes), prefix);
    }

    /** This network with so much of the address. */
    public Network keeping(NetworkPrefix kept) {
        return switch (kept) {
            case NARROW -> this;
            case WIDE -> new Network(kind, prefix == 0 ? 0 : WIDE | (prefix & -(1L << narrowBits())));
            case NONE -> new Network(kind, 0);
        };
    }

    private int narrowBits() {
        return isIpv6() ? NARROW_BITS_6 : NARROW_BITS_4;
    }

    /** Whether the prefix is one of IPv6. */
    public boolean isIpv6() {
        return (prefix & IPV6) != 0;
    }

    /** How many bits of the address are stored; 0 if it is not known. */
    public int bits() {
        if (prefix == 0) {
            return 0;
        }
        return (isIpv6() ? 48 : 24) - ((prefix & WIDE) == 0 ? 0 : narrowBits());
    }

    /** The CIDR notation, such as {@code 198.51.100.0/24}; empty if nothing of the address is known. */
    public String text() {
        if (isIpv6()) {
            String end = bits() == 48 ? String.format(":%x", prefix & 0xFFFF) : "";
            return String.format("%x:%x%s::/%d", (prefix >> 32) & 0xFFFF, (prefix >> 16) & 0xFFFF, end, bits());
        }
        return prefix == 0
                ? ""
                : String.format("%d.%d.%d.0/%d", (prefix >> 16) & 0xFF, (prefix >> 8) & 0xFF, prefix & 0xFF, bits());
    }

    private static Kind kindOf(InetAddress address, byte[] bytes) {
        if (address.isLoopbackAddress()) {
            return Kind.LOOPBACK;
        }
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        if (address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal) {
            return Kind.PRIVATE;
        }
        return Kind.PUBLIC;
    }
}
