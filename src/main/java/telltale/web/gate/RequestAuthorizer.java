package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.recipient.Language;
import telltale.web.recipient.RecipientPage;

/** Authorizes requests by their header alone. */
final class RequestAuthorizer {
    private final Access access;
    private final Tokens tokens;

    RequestAuthorizer(Access access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /** Returns the refusal of an unauthorized request; null if it is authorized. */
    @Nullable
    Response refusal(Caller caller, HttpServletRequest request) {
        return switch (caller) {
            case EVERYONE -> null;
            case ADMIN -> adminRefusal(request);
            case SENDER -> senderRefusal(request);
            case UNSUBSCRIBE_TOKEN ->
                linkRefusal(tokens.readUnsubscribe(token(request)).isPresent(), request);
            case PREFERENCES_TOKEN ->
                linkRefusal(tokens.readPreferences(token(request)).isPresent(), request);
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

    private @Nullable Response adminRefusal(HttpServletRequest request) {
        return switch (access.roleOf(request)) {
            case ADMIN -> null;
            case TRACK ->
                new Problem(Problem.Type.PERMISSION_DENIED, "The track key allows sending only; use the admin key.");
            case ANONYMOUS ->
                new Problem(
                        Problem.Type.AUTHENTICATION_REQUIRED,
                        "Send the admin key as \"Authorization: Bearer …\"; it is in the file \"key\" of the home folder.");
        };
    }

    private @Nullable Response senderRefusal(HttpServletRequest request) {
        String queryKey;
        try {
            queryKey = Fields.ofQuery(request).get("key");
        } catch (InvalidInputException invalid) {
            return Problem.of(invalid);
        }
        boolean isAllowed = queryKey == null
                ? access.roleOf(request) != Access.Role.ANONYMOUS
                : request.getMethod().equals("GET") && access.isTrackKey(queryKey);
        return isAllowed ? null : authenticationRequired(queryKey != null);
    }

    /**
     * Returns the problem for an unauthorized request to send.
     *
     * @param hasQueryKey whether the key is in the query, where only the track key is allowed, and only with GET
     */
    private static Problem authenticationRequired(boolean hasQueryKey) {
        return new Problem(
                Problem.Type.AUTHENTICATION_REQUIRED,
                hasQueryKey
                        ? "Only the track key is allowed in the query, and only with GET; send other keys as \"Authorization: Bearer …\"."
                        : "Send a key as \"Authorization: Bearer …\"; keys are in the files \"key\" and \"track-key\" of the home folder.");
    }
}
