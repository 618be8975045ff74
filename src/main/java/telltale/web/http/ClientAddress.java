package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.IpLiteral;
import telltale.settings.TrustedProxies;

/** Where a request comes from: from its peer or, where that is a proxy that the owner trusts, from whom that names. */
public final class ClientAddress {
    /** More than any honest way has, and few enough that nobody's header costs time. */
    private static final int MOST_HOPS = 32;

    private final TrustedProxies proxies;

    /** @param proxies who is believed, in what they say and in what they pass on from one another */
    public ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The other end of the connection, or null where the container does not know; nothing is looked up for it. */
    static @Nullable InetAddress peer(HttpServletRequest request) {
        String literal = request.getRemoteAddr();
        return literal == null ? null : IpLiteral.read(literal);
    }

    /** The address of whoever asked, or null where nobody can tell. */
    @Nullable
    public InetAddress of(HttpServletRequest request) {
        InetAddress peer = peer(request);
        if (proxies.isEmpty() || peer == null || !proxies.contains(peer)) {
            return peer;
        }
        return named(peer, lines(request, "X-Forwarded-For"), lines(request, "Forwarded"));
    }

    /**
     * Whom a trusted proxy names. Proxies write one of the two headers and pass the other on as the client sent it. Where
     * both came, only what both say is sure to be the proxy's word.
     *
     * @param forwardedFor the lines of {@code X-Forwarded-For} in their order
     * @param forwarded the lines of {@code Forwarded} (RFC 7239) in their order
     * @return the proxy itself where it names nobody, null where it says nothing that can be believed
     */
    @Nullable
    InetAddress named(InetAddress proxy, List<String> forwardedFor, List<String> forwarded) {
        if (forwardedFor.isEmpty()) {
            return forwarded.isEmpty() ? proxy : client(ForwardedHops.ofForwarded(forwarded));
        }
        InetAddress client = client(ForwardedHops.ofForwardedFor(forwardedFor));
        if (forwarded.isEmpty() || client == null || client.equals(client(ForwardedHops.ofForwarded(forwarded)))) {
            return client;
        }
        return null;
    }

    /** The last hop that is no trusted proxy, for what stands before it anybody may have written; else the first known. */
    private @Nullable InetAddress client(ForwardedHops hops) {
        InetAddress known = null;
        for (int looked = 0; looked < MOST_HOPS; looked++) {
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
