package telltale.web.gate;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Role;
import telltale.web.http.Handler;

/**
 * A method of a path, with what is checked before its handler runs.
 *
 * @param path below the application, as in the OpenAPI document; a part in braces is a variable
 * @param roles the roles that may call it; empty if its caller needs no key
 * @param body the limits of the request body
 * @param audit whether its requests are in the audit log
 * @param shape the JSON from which {@code fields} selects; null if it cannot
 */
public record Route(
        String method,
        String path,
        Lane lane,
        Caller caller,
        Set<Role> roles,
        BodyRule body,
        Handler handler,
        Audit audit,
        @Nullable Shape shape) {
    public Route {
        roles = Set.copyOf(roles);
    }

    /** A route that is not audited, and whose answers {@code fields} does not change. */
    public Route(
            String method, String path, Lane lane, Caller caller, Set<Role> roles, BodyRule body, Handler handler) {
        this(method, path, lane, caller, roles, body, handler, Audit.NONE, null);
    }

    /** A route whose caller needs no key. */
    static Route open(String method, String path, Lane lane, Caller caller, BodyRule body, Handler handler) {
        return new Route(method, path, lane, caller, Set.of(), body, handler);
    }

    /** The name of the operation, in documents and in the audit log. */
    public String operation() {
        return method + " " + path;
    }

    /** A copy whose requests are in the audit log as stated. */
    Route with(Audit other) {
        return new Route(method, path, lane, caller, roles, body, handler, other, shape);
    }

    /** A copy whose answers have another shape. */
    Route with(@Nullable Shape other) {
        return new Route(method, path, lane, caller, roles, body, handler, audit, other);
    }

    /** A copy that answers with pages. */
    Route listing(String items) {
        return with(new Shape(items));
    }
}
