package telltale.web.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import telltale.model.InvalidInputException;
import telltale.model.Role;
import telltale.web.http.Access;
import telltale.web.http.PageSessions;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/session}: {@code POST} exchanges the {@code code} of the sign-in link for a session cookie, {@code GET}
 * reports the role that the caller has by session or key, and {@code DELETE} ends the session.
 */
public final class SessionApi {
    private final PageSessions sessions;
    private final Access access;

    public SessionApi(PageSessions sessions, Access access) {
        this.sessions = sessions;
        this.access = access;
    }

    /** The role of the caller. */
    public Response role(RoutedRequest request) {
        return Response.json(
                new RoleJson(access.roleOf(request.http()).map(Role::wireName).orElse("none")));
    }

    private record RoleJson(String role) {}

    /** Exchanges a sign-in code for a session. */
    public Response signIn(RoutedRequest request) throws IOException, ProblemException {
        String code = request.body("code").get("code");
        if (code == null) {
            throw new InvalidInputException(
                    "code", "code is missing; it is the part of the sign-in link after #sign-in=");
        }
        return sessions.signIn(request.http(), code)
                .map(session -> withCookie(request, session, (int) PageSessions.SESSION_LIFETIME.toSeconds()))
                .orElseGet(() -> new Problem(
                        Problem.Type.PERMISSION_DENIED,
                        "The sign-in link is used, expired or incomplete. It works once, for ten minutes, in a browser"
                                + " on this machine; restart Telltale for another one, or sign in with the key."));
    }

    /** Ends the session. */
    public Response signOut(RoutedRequest request) {
        sessions.signOut(request.http());
        return withCookie(request, "", 0);
    }

    private static Response withCookie(RoutedRequest request, String value, int maxAge) {
        return response -> {
            response.addCookie(cookie(request.http(), value, maxAge));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        };
    }

    private static Cookie cookie(HttpServletRequest request, String value, int maxAge) {
        Cookie cookie = new Cookie(PageSessions.COOKIE, value);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setPath(request.getContextPath() + "/");
        cookie.setMaxAge(maxAge);
        // RFC 6265bis section 5.6.7; jakarta.servlet 6 has no method of its own for it.
        cookie.setAttribute("SameSite", "Strict");
        return cookie;
    }
}
