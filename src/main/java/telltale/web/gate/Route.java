package telltale.web.gate;

import java.util.Set;
import telltale.model.Role;
import telltale.web.http.Handler;

/**
 * A method of a path, with what is checked before its handler runs.
 *
 * @param path below the application, as in the OpenAPI document; a part in braces is a variable
 * @param roles the roles that may call it; empty if its caller needs no key
 * @param body the limits of the request body
 */
public record Route(
        String method, String path, Lane lane, Caller caller, Set<Role> roles, BodyRule body, Handler handler) {
    public Route {
        roles = Set.copyOf(roles);
    }

    /** A route whose caller needs no key. */
    static Route open(String method, String path, Lane lane, Caller caller, BodyRule body, Handler handler) {
        return new Route(method, path, lane, caller, Set.of(), body, handler);
    }
}
