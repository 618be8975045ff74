package telltale.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;

/**
 * The rule for addresses that need no key on this machine: the request comes from a loopback address, names a loopback
 * name as its {@code Host}, and has no header that a proxy adds.
 *
 * <p>The name keeps out pages from elsewhere that reach this machine by a name of their own (DNS rebinding). The headers
 * keep out what a reverse proxy on this machine forwards, as long as it keeps the {@code Host} or adds one of them.
 */
public final class LocalRequest {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** RFC 7239, RFC 9110 section 7.6.3, and what proxies add by custom. */
    private static final List<String> PROXY_HEADERS = List.of(
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Server",
            "X-Real-IP",
            "X-Client-IP",
            "True-Client-IP",
            "CF-Connecting-IP",
            "Via");

    private LocalRequest() {}

    /**
     * Whether a request comes from this machine and passed no proxy.
     *
     * @param peer the other end of the connection as an IP address, never what a proxy says of it; null if unknown
     * @param host the name that the request asks for, without its port
     * @param isSent whether the request has a header of this name
     */
    public static boolean isLocal(@Nullable String peer, String host, Predicate<String> isSent) {
        InetAddress address = peer == null ? null : IpLiteral.read(peer);
        return address != null
                && address.isLoopbackAddress()
                && LOOPBACK_NAMES.contains(host.toLowerCase(Locale.ROOT))
                && PROXY_HEADERS.stream().noneMatch(isSent);
    }
}
