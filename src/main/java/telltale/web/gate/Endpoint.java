package telltale.web.gate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one path, which share its lane and its caller.
 *
 * @param routes at least one
 */
record Endpoint(PathTemplate path, List<Route> routes) {
    Endpoint {
        routes = List.copyOf(routes);
    }

    Lane lane() {
        return routes.get(0).lane();
    }

    Caller caller() {
        return routes.get(0).caller();
    }

    /** The route of a method; null for 405. HEAD is supported wherever GET is, unless GET sends mail. */
    @Nullable
    Route route(String method) {
        Route found = listed(method);
        return found == null && method.equals("HEAD") && caller() != Caller.SENDER ? listed("GET") : found;
    }

    private @Nullable Route listed(String method) {
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).method().equals(method)) {
                return routes.get(i);
            }
        }
        return null;
    }

    /** The value of the field {@code Allow} (RFC 9110 section 10.2.1). */
    String allow() {
        Set<String> methods = new LinkedHashSet<>();
        for (Route route : routes) {
            methods.add(route.method());
            if (route.method().equals("GET") && caller() != Caller.SENDER) {
                methods.add("HEAD");
            }
        }
        if (caller() != Caller.SENDER) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }
}
