package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;
import telltale.settings.TrustedProxies;

/** The client address of a request: the peer or, if the peer is a trusted proxy, the address that the proxy reports. */
public final class ClientAddress {
    /** More hops than any legitimate route has, and few enough to bound the time spent on a header. */
    private static final int MAX_HOPS = 32;

    private final TrustedProxies proxies;

    /** @param proxies trusted proxies, whose headers are believed, including entries for each other */
    public ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The peer of the connection, or null if the container does not know it; no name is resolved. */
    static @Nullable InetAddress peer(HttpServletRequest request) {
        String literal = request.getRemoteAddr();
        return literal == null ? null : IpLiteral.read(literal);
    }

    /** Returns the client's address, or null if it is unknown. */
    @Nullable
    public InetAddress resolve(HttpServletRequest request) {
        InetAddress peer = peer(request);
        if (proxies.isEmpty() || peer == null || !proxies.contains(peer)) {
            return peer;
        }
        return resolveForwarded(peer, lines(request, "X-Forwarded-For"), lines(request, "Forwarded"));
    }

    /**
     * Returns the client that a trusted proxy reports. Proxies write one of the two headers and pass the other on as the
     * client sent it. If both are present, only an address that both agree on is known to come from the proxy.
     *
     * @param forwardedFor the lines of {@code X-Forwarded-For} in order
     * @param forwarded the lines of {@code Forwarded} (RFC 7239) in order
     * @return the proxy itself if it reports no client, null if the headers are not trustworthy
     */
    @Nullable
    InetAddress resolveForwarded(InetAddress proxy, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty()) {
            return forwarded.isEmpty() ? proxy : client(ForwardedHops.ofForwarded(forwarded));
        }
        InetAddress client = client(ForwardedHops.ofForwardedFor(forwardedFor));
        if (forwarded.isEmpty() || client == null || client.equals(client(ForwardedHops.ofForwarded(forwarded)))) {
            return client;
        }
        return null;
    }

    /** The last hop that is not a trusted proxy, because earlier entries may be forged; otherwise the first valid hop. */
    private @Nullable InetAddress client(ForwardedHops hops) {
        InetAddress known = null;
        for (int count = 0; count < MAX_HOPS; count++) {
            InetAddress hop = hops.next();
            if (hop == null) {
                return known;
            }
            if (!proxies.contains(hop)) {
                return hop;
            }
            known = hop;
        }
        return known;
    }

    private static List<String> lines(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }
}
