package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.http.Fields;
import telltale.web.http.PathToken;
import telltale.web.http.Problem;
import telltale.web.http.Refusal;
import telltale.web.recipient.Language;
import telltale.web.recipient.RecipientPage;

/** Decides from the header alone whether a request may go on. */
public final class RequestAuthorizer {
    private final Access access;
    private final Tokens tokens;

    RequestAuthorizer(Access access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /** The answer to a request that may not go on; null if it may. */
    @Nullable
    Refusal refusal(Caller caller, HttpServletRequest request) {
        return switch (caller) {
            case EVERYONE -> null;
            case ADMIN -> adminRefusal(request);
            case SENDER -> senderRefusal(request);
            case UNSUBSCRIBE_TOKEN ->
                noSuchLinkUnless(tokens.readUnsubscribe(PathToken.of(request)).isPresent(), request);
            case PREFERENCES_TOKEN ->
                noSuchLinkUnless(tokens.readPreferences(PathToken.of(request)).isPresent(), request);
        };
    }

    private static @Nullable Refusal noSuchLinkUnless(boolean isSigned, HttpServletRequest request) {
        return isSigned
                ? null
                : response ->
                        RecipientPage.noSuchLink(Language.of(request)).send(response, HttpServletResponse.SC_NOT_FOUND);
    }

    private @Nullable Refusal adminRefusal(HttpServletRequest request) {
        return switch (access.bearer(request)) {
            case ADMIN -> null;
            case TRACK ->
                new Problem(Problem.Type.PERMISSION_DENIED, "The track key can do nothing but send; use the admin key here.");
            case NOBODY ->
                new Problem(
                        Problem.Type.AUTHENTICATION_REQUIRED,
                        "Send the admin key as \"Authorization: Bearer …\"; it is in the file \"key\" of the home folder.");
        };
    }

    private @Nullable Refusal senderRefusal(HttpServletRequest request) {
        String queryKey;
        try {
            queryKey = Fields.ofQuery(request).get("key");
        } catch (InvalidInputException unreadable) {
            return new Problem(Problem.Type.INVALID_REQUEST, unreadable.sentence()).with("field", unreadable.field());
        }
        boolean isAllowed = queryKey == null
                ? access.bearer(request) != Access.Role.NOBODY
                : request.getMethod().equals("GET") && access.isTrackKey(queryKey);
        return isAllowed ? null : keyNeeded(queryKey != null);
    }

    /**
     * The refusal of a request to send.
     *
     * @param hasQueryKey whether it has a key in its query, where only GET may have the track key
     */
    public static Problem keyNeeded(boolean hasQueryKey) {
        return new Problem(
                Problem.Type.AUTHENTICATION_REQUIRED,
                hasQueryKey
                        ? "Only the track key may stand in a query, and only with GET; send others as \"Authorization: Bearer …\"."
                        : "Send a key as \"Authorization: Bearer …\"; keys are in the files \"key\" and \"track-key\" of the home folder.");
    }
}
