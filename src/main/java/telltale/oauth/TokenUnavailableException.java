package telltale.oauth;

import java.io.IOException;

/** Signals that there is no valid access token at present. The message says why, and what to do, without any secret. */
public final class TokenUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    /** Why there is none. */
    public enum Kind {
        /** the token endpoint or the database is unavailable; a later request may succeed */
        UNREACHABLE,
        /** the token endpoint refused the request; a later one may succeed once the settings there are corrected */
        REFUSED,
        /** the grant has ended: only a person can grant access again */
        REVOKED
    }

    private final Kind kind;

    TokenUnavailableException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static TokenUnavailableException unreachable(String message) {
        return new TokenUnavailableException(Kind.UNREACHABLE, message);
    }

    public Kind kind() {
        return kind;
    }
}
