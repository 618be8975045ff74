package telltale.model;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The network of a client, which is stored and counted in place of its address. */
public final class ClientNetwork {
    private static final int IPV4_BITS = 24;
    private static final int IPV6_BITS = 48;

    private ClientNetwork() {}

    /** The network of a client, such as {@code 192.0.2.0/24}; empty if its address is unknown. */
    public static String of(@Nullable InetAddress client) {
        if (client == null) {
            return "";
        }
        return IpRange.of(client, client instanceof Inet4Address ? IPV4_BITS : IPV6_BITS)
                .toString();
    }
}
