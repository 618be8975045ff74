package telltale.web.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import telltale.oidc.OidcSignIn;
import telltale.settings.DashboardUrl;

/** The cookie that holds the sealed ticket of a sign-in, while its person is at the provider. */
record TicketCookie(DashboardUrl url) {
    private static final String NAME = "telltale-oidc";

    @Nullable
    String read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(name())) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }

    void set(HttpServletResponse response, String ticket) {
        add(response, ticket, (int) OidcSignIn.TICKET_LIFETIME.toSeconds());
    }

    void clear(HttpServletResponse response) {
        add(response, "", 0);
    }

    private String name() {
        return url.isEncrypted() ? "__Host-" + NAME : NAME;
    }

    private void add(HttpServletResponse response, String value, int maxAge) {
        Cookie cookie = new Cookie(name(), value);
        cookie.setHttpOnly(true);
        cookie.setSecure(url.isEncrypted());
        // The prefix __Host- demands the path "/" (RFC 6265bis section 4.1.3.2).
        cookie.setPath(
                url.isEncrypted()
                        ? "/"
                        : URI.create(url.at(OidcApi.PATH.substring(1))).getRawPath());
        cookie.setMaxAge(maxAge);
        // Strict would withhold it when the provider sends the browser back.
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }
}
