package telltale.web.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.settings.DashboardUrl;

/**
 * The cookie of a session. Behind TLS its name begins with {@code __Host-}, so that browsers accept it only from this host
 * itself (RFC 6265bis section 4.1.3.2).
 */
public final class SessionCookie {
    /** The name behind TLS. */
    public static final String SECURE_NAME = "__Host-telltale";
    /** The name without TLS. */
    public static final String NAME = "telltale-session";

    private final @Nullable DashboardUrl url;

    /** @param url the public URL of the dashboard, or null */
    public SessionCookie(@Nullable DashboardUrl url) {
        this.url = url;
    }

    /** The cookie's value in a request. */
    public Optional<String> read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        String name = isSecure(request) ? SECURE_NAME : NAME;
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name)) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    /** Sets the cookie of a new session, which the browser keeps for a time. */
    public void set(HttpServletRequest request, HttpServletResponse response, String value, Duration maxAge) {
        boolean isSecure = isSecure(request);
        Cookie cookie = new Cookie(isSecure ? SECURE_NAME : NAME, value);
        cookie.setHttpOnly(true);
        cookie.setSecure(isSecure);
        cookie.setPath(isSecure ? "/" : request.getContextPath() + "/");
        cookie.setMaxAge((int) maxAge.toSeconds());
        // RFC 6265bis section 5.6.7; jakarta.servlet 6 has no method of its own for it. Lax, so that it is sent when an
        // OpenID provider sends the browser back.
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }

    /** Makes the browser delete the cookie. */
    public void clear(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, "", Duration.ZERO);
    }

    /**
     * Whether the browser reaches Telltale by TLS. A request of this machine that passed no proxy may be without it, whatever
     * the public URL is.
     */
    private boolean isSecure(HttpServletRequest request) {
        return request.isSecure() || (url != null && url.isEncrypted() && !Access.isLocal(request));
    }
}
