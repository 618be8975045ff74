package telltale.doctor.http;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import telltale.dns.Addresses;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.PinnedHttp;
import telltale.dns.RecordType;
import telltale.model.Host;

/**
 * Finds the address of a host by the name servers of the settings, and returns a client for that address alone. A name of the
 * public Internet never leads to an address of a private network.
 */
public final class GuardedHttp {
    private final Dns dns;
    private final Function<InetAddress, PinnedHttp> http;

    public GuardedHttp(Dns dns) {
        this(dns, PinnedHttp::new);
    }

    /** @param http creates the client for an address */
    public GuardedHttp(Dns dns, Function<InetAddress, PinnedHttp> http) {
        this.dns = dns;
        this.http = http;
    }

    /** What a look-up found. */
    public sealed interface Found {
        /** The client for the first address. */
        record Client(InetAddress address, PinnedHttp http) implements Found {}

        /** A public name leads to a private network, which is not connected to. */
        record Internal(InetAddress address) implements Found {}

        /** The name has no address. */
        record Nothing() implements Found {}

        /** The name servers do not answer. */
        record Unknown(String reason) implements Found {}
    }

    /** Looks up a host. Names of private networks are often in no DNS, so this machine is asked for those. */
    public Found find(Host host) {
        String name = host.name();
        List<InetAddress> addresses = host.isPublic() ? Addresses.of(name, dns) : PinnedHttp.localAddresses(name);
        if (addresses.isEmpty()) {
            return host.isPublic() && dns.ask(name, RecordType.A) instanceof DnsAnswer.Failed failed
                    ? new Found.Unknown(failed.reason())
                    : new Found.Nothing();
        }
        InetAddress address = addresses.get(0);
        return host.isPublic() && !Addresses.isPublic(address)
                ? new Found.Internal(address)
                : new Found.Client(address, http.apply(address));
    }
}
