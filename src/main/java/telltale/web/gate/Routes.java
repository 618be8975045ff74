package telltale.web.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Role;
import telltale.web.http.Handler;
import telltale.web.http.Problem;

/** Finds the routes of a request's path. */
public final class Routes {
    static final Problem NOT_FOUND = new Problem(Problem.Type.NOT_FOUND, "No resource exists at this path.");

    /** Files of the page, and unknown paths. */
    private static final Endpoint OTHER = unknown("/{path}", Lane.PUBLIC, Caller.EVERYONE, Set.of(), "GET");

    /** An unknown path below the API; only callers with a key get a 404. */
    private static final Endpoint UNKNOWN_API =
            unknown("/api/{path}", Lane.KEYED, Caller.KEY, Permission.ANY, "GET", "POST", "PUT", "DELETE");

    private final Map<String, List<Endpoint>> byServletPath = new LinkedHashMap<>();

    /** @param tables the first path that matches wins, so literals precede variables */
    public Routes(List<List<Route>> tables) {
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        tables.stream()
                .flatMap(List::stream)
                .forEach(route -> byPath.computeIfAbsent(route.path(), any -> new ArrayList<>())
                        .add(route));
        byPath.forEach((path, methods) -> add(new Endpoint(PathTemplate.parse(path), methods)));
    }

    private void add(Endpoint endpoint) {
        byServletPath
                .computeIfAbsent(endpoint.path().servletPath(), any -> new ArrayList<>())
                .add(endpoint);
    }

    private static Endpoint unknown(String path, Lane lane, Caller caller, Set<Role> roles, String... methods) {
        Handler notFound = request -> NOT_FOUND;
        return new Endpoint(
                PathTemplate.parse(path),
                Stream.of(methods)
                        .map(method -> new Route(method, path, lane, caller, roles, BodyRule.NONE, notFound))
                        .toList());
    }

    /**
     * Finds the endpoint of a request; allocates nothing, because every pixel request passes here.
     *
     * @param servletPath as the container matched it
     * @param pathInfo the remaining path, or null
     */
    Endpoint find(String servletPath, @Nullable String pathInfo) {
        List<Endpoint> candidates = byServletPath.get(servletPath);
        if (candidates != null) {
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).path().matches(pathInfo)) {
                    return candidates.get(i);
                }
            }
        }
        return servletPath.startsWith("/api") ? UNKNOWN_API : OTHER;
    }

    /** Whether a path has no routes, so that a request with a body is answered before the body is read. */
    static boolean isUnknownApi(Endpoint endpoint) {
        return endpoint.equals(UNKNOWN_API);
    }

    Stream<Endpoint> endpoints() {
        return byServletPath.values().stream().flatMap(List::stream);
    }

    /** The addresses at which the router is registered. */
    public List<String> mappings() {
        return byServletPath.keySet().stream().map(path -> path + "/*").toList();
    }
}
