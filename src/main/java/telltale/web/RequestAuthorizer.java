package telltale.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import telltale.model.BadInput;
import telltale.token.Tokens;

/** Decides from the header alone whether a request may go on. */
final class RequestAuthorizer {
    private final Access access;
    private final Tokens tokens;

    RequestAuthorizer(Access access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /**
     * The answer to a request that may not go on; null if it may.
     *
     * @param hasBody without a body, tokens and the track key are left to the servlets, which need what they say
     */
    @Nullable
    Refusal refusal(Caller caller, HttpServletRequest request, boolean hasBody) {
        if (caller == Caller.ADMIN) {
            return adminRefusal(request);
        }
        if (caller == Caller.EVERYONE || !hasBody || isAllowed(caller, request)) {
            return null;
        }
        if (caller == Caller.SENDER) {
            return keyNeeded(hasQueryKey(request));
        }
        return response -> RecipientPage.noSuchLink(Language.of(request)).send(response, 404);
    }

    private @Nullable Refusal adminRefusal(HttpServletRequest request) {
        return switch (access.bearer(request)) {
            case ADMIN -> null;
            case TRACK ->
                new Problem(Problem.Type.WRONG_ROLE, "The track key can do nothing but send; use the admin key here.");
            case NOBODY ->
                new Problem(
                        Problem.Type.NO_KEY,
                        "Send the admin key as \"Authorization: Bearer …\"; it is in the file \"key\" of the home folder.");
        };
    }

    private boolean isAllowed(Caller caller, HttpServletRequest request) {
        return switch (caller) {
            case SENDER -> access.bearer(request) != Access.Role.NOBODY;
            case UNSUBSCRIBE_TOKEN ->
                tokens.readUnsubscribe(PathToken.of(request)).isPresent();
            case PREFERENCES_TOKEN ->
                tokens.readPreferences(PathToken.of(request)).isPresent();
            case EVERYONE, ADMIN -> true;
        };
    }

    private static boolean hasQueryKey(HttpServletRequest request) {
        try {
            return Fields.ofQuery(request).get("key") != null;
        } catch (BadInput unreadable) {
            return false;
        }
    }

    /**
     * The refusal of a request to send.
     *
     * @param hasQueryKey whether it has a key in its query, where only GET may have the track key
     */
    static Problem keyNeeded(boolean hasQueryKey) {
        return new Problem(
                Problem.Type.NO_KEY,
                hasQueryKey
                        ? "Only the track key may stand in a query, and only with GET; send others as \"Authorization: Bearer …\"."
                        : "Send a key as \"Authorization: Bearer …\"; keys are in the files \"key\" and \"track-key\" of the home folder.");
    }
}
