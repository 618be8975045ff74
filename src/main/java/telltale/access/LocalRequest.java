package telltale.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;

/**
 * The rule for local requests, which need no key for some addresses: the request comes from a loopback address, has a
 * loopback name as its {@code Host}, and has no header that a proxy adds.
 *
 * <p>The check of the name prevents access by foreign pages whose domain resolves to this machine (DNS rebinding). The
 * check of the headers excludes requests forwarded by a reverse proxy on this machine, provided that it preserves the
 * {@code Host} or adds one of the headers.
 */
public final class LocalRequest {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    /** RFC 7239, RFC 9110 section 7.6.3, and the non-standard headers of common proxies. */
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
     * Whether a request comes from this machine and was not forwarded by a proxy.
     *
     * @param peer the IP address of the connection's peer, never one from a header; null if unknown
     * @param host the {@code Host} of the request, without its port
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
