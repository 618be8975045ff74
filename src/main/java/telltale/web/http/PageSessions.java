package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.sessions.Sessions;
import telltale.sessions.Sessions.FoundSession;
import telltale.store.StoreUnavailableException;

/**
 * The sessions of requests.
 *
 * @param sessions all sessions
 * @param cookie the cookie that holds a session
 * @param origin separates requests of the dashboard from others
 */
public record PageSessions(Sessions sessions, SessionCookie cookie, PageOrigin origin) {
    private static final Problem UNAVAILABLE = new Problem(
            Problem.Type.DATABASE_UNAVAILABLE,
            "The database is not responding, so the session cannot be checked; try again later.");

    /**
     * The session of a request.
     *
     * @param isStream whether the request may lack the header of the dashboard, because it is for a stream
     * @return empty if it has none that was not ended
     * @throws ProblemException 403 if the request is not the dashboard's own, 503 while sessions cannot be checked
     */
    Optional<FoundSession> find(HttpServletRequest request, boolean isStream) throws ProblemException {
        Optional<FoundSession> found = find(request);
        if (found.isPresent()) {
            require(isStream ? origin.streamRefusal(request) : origin.refusal(request));
        }
        return found;
    }

    private Optional<FoundSession> find(HttpServletRequest request) throws ProblemException {
        try {
            return cookie.read(request).flatMap(value -> sessions.find(value, PageOrigin.isUse(request)));
        } catch (StoreUnavailableException unavailable) {
            throw new ProblemException(UNAVAILABLE);
        }
    }

    /** Requires that a request is the dashboard's own, with or without a session. */
    public void requireOwn(HttpServletRequest request) throws ProblemException {
        require(origin.refusal(request));
    }

    private static void require(@Nullable Problem refusal) throws ProblemException {
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
    }
}
