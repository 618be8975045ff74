package telltale.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import telltale.model.IpLiteral;

/** Addresses of hosts in the DNS. */
public final class Addresses {
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
}
