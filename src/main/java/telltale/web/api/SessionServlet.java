package telltale.web.api;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import telltale.model.InvalidInputException;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.PageSessions;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code /api/v1/session}: {@code POST} exchanges the {@code code} of the sign-in link for a session cookie, {@code GET}
 * reports the role that the caller has by session or key, and {@code DELETE} ends the session.
 */
public final class SessionServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient PageSessions sessions;
    private final transient Access access;

    public SessionServlet(PageSessions sessions, Access access) {
        this.sessions = sessions;
        this.access = access;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isAdmin = access.roleOf(request) == Access.Role.ADMIN;
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object().add("role", isAdmin ? "admin" : "none").build());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields body;
        try {
            body = Fields.ofBody(request);
        } catch (ProblemException refused) {
            refused.problem().send(response);
            return;
        }
        body.allowOnly(Set.of("code"));
        String code = body.get("code");
        if (code == null) {
            throw new InvalidInputException(
                    "code", "code is missing; it is the part of the sign-in link after #sign-in=");
        }
        Optional<String> session = sessions.signIn(request, code);
        if (session.isEmpty()) {
            new Problem(
                            Problem.Type.PERMISSION_DENIED,
                            "The sign-in link is used, expired or incomplete. It works once, for ten minutes, in a browser"
                                    + " on this machine; restart Telltale for another one, or sign in with the key.")
                    .send(response);
            return;
        }
        response.addCookie(cookie(request, session.get(), (int) PageSessions.SESSION_LIFETIME.toSeconds()));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
        sessions.signOut(request);
        response.addCookie(cookie(request, "", 0));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
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
