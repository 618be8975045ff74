package telltale.sessions;

import telltale.model.Role;
import telltale.model.WireConstant;

/**
 * Who a session belongs to.
 *
 * @param name the name of the key or the user
 */
public record SessionOwner(String name, Role role, Method method) {
    /** How the owner signed in. */
    public enum Method implements WireConstant {
        /** with an API key or a key in the home folder */
        KEY,
        /** with a sign-in link */
        LINK,
        /** at an OpenID provider */
        OIDC,
        /** with a user name and password of the container's realm */
        REALM
    }

    private static final int MAX_NAME_LENGTH = 200;

    public SessionOwner {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the name of a session's owner has 1 to " + MAX_NAME_LENGTH + " characters");
        }
    }
}
