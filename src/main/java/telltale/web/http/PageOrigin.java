package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import telltale.settings.DashboardUrl;

/**
 * The rule that separates requests of the dashboard from those that another site makes a browser send with the session's cookie.
 * A request needs a header that a page of another origin cannot send without being asked for (CORS preflight, which is never
 * answered). One that changes something must also not name another origin, in {@code Sec-Fetch-Site} (Fetch Metadata) or in
 * {@code Origin} (RFC 6454).
 */
public final class PageOrigin {
    /** The header without which a session does not count. */
    public static final String HEADER = "Telltale-Page";
    /** Its value in a request that the dashboard repeats by itself, which does not prolong the session. */
    private static final String AUTOMATIC = "auto";

    private static final Problem HEADER_MISSING =
            refused("A session counts only in requests of the dashboard, which have the header " + HEADER
                    + ". Use a key instead.");

    private final @Nullable DashboardUrl url;

    /** @param url the public URL of the dashboard, or null */
    public PageOrigin(@Nullable DashboardUrl url) {
        this.url = url;
    }

    /** Returns the refusal of a request that is not known to be the dashboard's own; null if it is. */
    @Nullable
    Problem refusal(HttpServletRequest request) {
        if (request.getHeader(HEADER) == null) {
            return HEADER_MISSING;
        }
        return isReading(request) ? null : originRefusal(request);
    }

    /**
     * Returns the refusal of a request for a stream, which browsers send without the header: it is the dashboard's own if the
     * browser states so.
     */
    @Nullable
    Problem streamRefusal(HttpServletRequest request) {
        boolean isOwn = isReading(request) && "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
        return isOwn ? null : refusal(request);
    }

    /** Whether a request counts as a use of its session. */
    static boolean isUse(HttpServletRequest request) {
        String header = request.getHeader(HEADER);
        return header != null && !header.equals(AUTOMATIC);
    }

    private static boolean isReading(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private @Nullable Problem originRefusal(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin")) {
            return refused(
                    "The request comes from another site, and a session counts only in requests of the dashboard.");
        }
        String origin = request.getHeader("Origin");
        return origin == null || isOwn(origin, site != null, request) ? null : refused(foreign());
    }

    /**
     * Whether an origin is that of the dashboard.
     *
     * @param isAttested whether the browser has stated that it is the one that the request is sent to
     */
    private boolean isOwn(String origin, boolean isAttested, HttpServletRequest request) {
        if (url == null) {
            // A proxy may have changed the scheme and the host, by which the request would be compared.
            return isAttested || origin.equals(ofRequest(request));
        }
        return origin.equals(url.origin()) || (Access.isLocal(request) && origin.equals(ofRequest(request)));
    }

    private static String ofRequest(HttpServletRequest request) {
        return DashboardUrl.origin(request.getScheme(), request.getServerName(), request.getServerPort());
    }

    private String foreign() {
        return url == null
                ? "The request comes from another origin. Set TELLTALE_URL to the address of the dashboard if a proxy changes it."
                : "The request comes from another origin than that of TELLTALE_URL. Open the dashboard at " + url.at("")
                        + ".";
    }

    private static Problem refused(String detail) {
        return new Problem(Problem.Type.PERMISSION_DENIED, detail);
    }
}
