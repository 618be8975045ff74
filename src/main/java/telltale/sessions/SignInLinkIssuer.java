package telltale.sessions;

import java.time.Duration;
import java.time.Instant;
import telltale.model.Role;

/** Creates sign-in links. */
public interface SignInLinkIssuer {
    /**
     * A sign-in link, without the address of the dashboard.
     *
     * @param code what the link ends in; it is not stored
     */
    record SignInLink(String code, Instant expiresAt) {
        /** Shows no secret. */
        @Override
        public String toString() {
            return "SignInLink[until " + expiresAt + "]";
        }
    }

    /**
     * Creates a link, which opens one session.
     *
     * @throws telltale.model.InvalidInputException if the validity is not from a minute to a day
     */
    SignInLink issue(Role role, Duration validity);
}
