package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.Role;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.recipient.Language;
import telltale.web.recipient.RecipientPage;

/**
 * Authorizes requests by their header alone. It asks the database only for a session that another node opened a moment ago, once,
 * and never for a cookie that Telltale did not create.
 */
final class RequestAuthorizer {
    private static final Problem KEY_REQUIRED = new Problem(
            Problem.Type.AUTHENTICATION_REQUIRED,
            "Send a key as \"Authorization: Bearer …\"; the admin key is in the file \"key\" of the home folder.");
    private static final Problem SENDING_KEY_REQUIRED = new Problem(
            Problem.Type.AUTHENTICATION_REQUIRED,
            "Send a key as \"Authorization: Bearer …\"; keys are in the files \"key\" and \"track-key\" of the home folder.");
    /** The answer to a key in the query, where only keys that can only send are allowed, and only with GET. */
    private static final Problem NOT_IN_QUERY = new Problem(
            Problem.Type.AUTHENTICATION_REQUIRED,
            "Only the track key and keys with the role send are allowed in the query, and only with GET; send other keys"
                    + " as \"Authorization: Bearer …\".");

    private static final Problem READING_ONLY = new Problem(
            Problem.Type.DATABASE_UNAVAILABLE,
            "The database is not responding, so the key or session is accepted for reading only; try again later.");

    private final Access access;
    private final Tokens tokens;

    RequestAuthorizer(Access access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /** Returns the refusal of an unauthorized request; null if it is authorized. */
    @Nullable
    Response refusal(Route route, HttpServletRequest request) {
        return switch (route.caller()) {
            case EVERYONE -> route.handler().refusal(request);
            case KEY, STREAM, SENDER -> keyRefusal(route, request);
            case UNSUBSCRIBE_TOKEN ->
                linkRefusal(tokens.readUnsubscribe(token(request)).isPresent(), request);
            case PREFERENCES_TOKEN ->
                linkRefusal(tokens.readPreferences(token(request)).isPresent(), request);
            case CONSENT_TOKEN -> linkRefusal(tokens.readConsent(token(request)).isPresent(), request);
            case VIEW_TOKEN -> linkRefusal(tokens.readView(token(request)).isPresent(), request);
        };
    }

    private static String token(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }

    private static @Nullable Response linkRefusal(boolean isSigned, HttpServletRequest request) {
        return isSigned
                ? null
                : response -> RecipientPage.invalidLink(Language.of(request))
                        .send(response, HttpServletResponse.SC_NOT_FOUND);
    }

    private @Nullable Response keyRefusal(Route route, HttpServletRequest request) {
        try {
            Identity identity = identity(route, request);
            identity.attachTo(request);
            return identity.isCurrent() || isReading(route) ? null : READING_ONLY;
        } catch (ProblemException refused) {
            return refused.problem();
        } catch (InvalidInputException invalid) {
            return Problem.of(invalid);
        }
    }

    private Identity identity(Route route, HttpServletRequest request) throws ProblemException {
        return switch (route.caller()) {
            case SENDER -> sender(request, route.roles());
            case STREAM -> access.requireForStream(request, route.roles(), KEY_REQUIRED);
            default -> access.require(request, route.roles(), KEY_REQUIRED);
        };
    }

    private static boolean isReading(Route route) {
        return route.method().equals("GET") && route.caller() != Caller.SENDER;
    }

    private Identity sender(HttpServletRequest request, Set<Role> roles) throws ProblemException {
        String queryKey = Fields.ofQuery(request).get("key");
        if (queryKey == null) {
            return access.require(request, roles, SENDING_KEY_REQUIRED);
        }
        if (!request.getMethod().equals("GET")) {
            throw new ProblemException(NOT_IN_QUERY);
        }
        return access.identifySender(queryKey, request).orElseThrow(() -> new ProblemException(NOT_IN_QUERY));
    }
}
