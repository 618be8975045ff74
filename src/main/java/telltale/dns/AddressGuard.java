package telltale.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import telltale.model.IpLiteral;
import telltale.model.IpRange;

/**
 * Decides which addresses a request to a URL of someone else may go to, so that it reaches no machine that only this one can reach (SSRF).
 */
public final class AddressGuard {
    private static final Set<Integer> WEB_PORTS = Set.of(80, 443);

    /**
     * All IPv6 addresses of the public Internet (RFC 4291 section 2.4, IANA's registry). Outside are those that contain an IPv4 address:
     * compatible and mapped (RFC 4291), translated (RFC 7915), NAT64 (RFC 6052, RFC 8215); and site-local ones (RFC 3879).
     */
    private static final IpRange GLOBAL_UNICAST = IpRange.parse("2000::/3");

    /**
     * What {@link Addresses#isPublic} does not know: the blocks of the IANA special-purpose registries (RFC 6890), Teredo (RFC 4380), 6to4 (RFC
     * 3056, its relays: RFC 7526), and Azure's metadata service.
     */
    private static final List<IpRange> SPECIAL = Stream.of(
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "240.0.0.0/4",
                    "168.63.129.16",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(IpRange::parse)
            .toList();

    private final List<IpRange> allowed;
    private final Set<Integer> ports;
    private final Resolver resolver;

    /** Finds the addresses of a host. */
    @FunctionalInterface
    public interface Resolver {
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    /**
     * @param allowed networks that are permitted whatever they are
     * @param ports those that are permitted beside 80 and 443
     */
    public AddressGuard(Collection<IpRange> allowed, Collection<Integer> ports) {
        this(allowed, ports, host -> List.of(InetAddress.getAllByName(host)));
    }

    /** @param resolver finds the addresses of hosts */
    public AddressGuard(Collection<IpRange> allowed, Collection<Integer> ports, Resolver resolver) {
        this.allowed = List.copyOf(allowed);
        this.ports = Set.copyOf(ports);
        this.resolver = resolver;
    }

    /** Whether requests may go to an address. */
    public boolean permits(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || (Addresses.isPublic(address)
                        && (address instanceof Inet4Address || GLOBAL_UNICAST.contains(address))
                        && SPECIAL.stream().noneMatch(range -> range.contains(address)));
    }

    /** Whether requests may go to a port. */
    public boolean permitsPort(int port) {
        return WEB_PORTS.contains(port) || ports.contains(port);
    }

    /** The port of a URL. */
    public static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /**
     * The address to connect to for a URL. All addresses of its host must be permitted.
     *
     * @throws ForbiddenAddressException if one is not, or the port is not
     * @throws UnknownHostException if the host has none
     */
    public InetAddress address(URI url) throws ForbiddenAddressException, UnknownHostException {
        if (!permitsPort(port(url))) {
            throw new ForbiddenAddressException("port " + port(url) + " is not permitted");
        }
        String host = url.getHost();
        List<InetAddress> found = resolver.resolve(IpLiteral.withoutBrackets(host));
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        for (InetAddress address : found) {
            if (!permits(address)) {
                throw new ForbiddenAddressException(
                        "its address " + address.getHostAddress() + " is not in the public Internet");
            }
        }
        return found.get(0);
    }
}
