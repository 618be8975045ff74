package telltale.web.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Role;

/** The realm of the container: users with passwords, and their roles {@code telltale-admin}, {@code telltale-operator} and so on. */
public final class ContainerRealm {
    private static final Logger log = LoggerFactory.getLogger(ContainerRealm.class);
    private static final String PREFIX = "telltale-";

    private ContainerRealm() {}

    /** A user that the realm knows. */
    public sealed interface RealmUser {
        /** A user with a role. */
        record Member(Role role) implements RealmUser {}

        /** A user without any of the roles. */
        record Stranger() implements RealmUser {}
    }

    /** Checks a user's password; empty if the realm does not accept it. */
    public static Optional<RealmUser> check(HttpServletRequest request, String user, String password)
            throws ServletException {
        try {
            request.login(user, password);
        } catch (ServletException refused) {
            log.debug("The container's realm refused a user: {}", refused.toString());
            return Optional.empty();
        }
        try {
            return Optional.of(
                    role(request).<RealmUser>map(RealmUser.Member::new).orElseGet(RealmUser.Stranger::new));
        } finally {
            // The session of Telltale takes the place of the container's.
            request.logout();
        }
    }

    /** The most powerful role of the user. */
    private static Optional<Role> role(HttpServletRequest request) {
        return Stream.of(Role.ADMIN, Role.OPERATOR, Role.READ, Role.ANALYST, Role.SEND)
                .filter(role -> request.isUserInRole(PREFIX + role.wireName()))
                .findFirst();
    }
}
