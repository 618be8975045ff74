package telltale.web.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.web.gate.Endpoint.Operation;

/** The table of all endpoints with their required credentials, body limits and lanes. */
public final class Endpoints {
    /** Files of the page, and unknown paths. */
    private static final Endpoint OTHER = new Endpoint("", "{path}", Lane.PUBLIC, Caller.EVERYONE, List.of(get()));
    /** An unknown path below the API; only callers with the admin key get a 404. */
    static final Endpoint UNKNOWN_API = new Endpoint(
            "/api",
            "{path}",
            Lane.KEYED,
            Caller.ADMIN,
            List.of(get(), post(BodyRule.NONE), put(BodyRule.NONE), delete()));

    private final Map<String, List<Endpoint>> byServletPath = new LinkedHashMap<>();

    /**
     * @param maxMessageBytes maximum size of a message
     */
    public Endpoints(int maxMessageBytes) {
        // The first match of a servlet wins, so literals precede variables.
        recipients();
        operations();
        sending(maxMessageBytes);
        reports();
        administration();
    }

    private void recipients() {
        for (String rest : List.of("", "{token}")) {
            add("/pixel", rest, Lane.RESERVED, Caller.EVERYONE, get(), head());
        }
        add("/click", "{token}", Lane.RESERVED, Caller.EVERYONE, get(), head());
        add("/unsubscribe", "{token}", Lane.RECIPIENT, Caller.UNSUBSCRIBE_TOKEN, get(), post(BodyRule.FORM));
        add("/preferences", "{token}", Lane.RECIPIENT, Caller.PREFERENCES_TOKEN, get(), post(BodyRule.FORM));
    }

    private void operations() {
        add("/health", "live", Lane.RESERVED, Caller.EVERYONE, get());
        add("/health", "ready", Lane.OPERATIONS, Caller.EVERYONE, get());
        add("/metrics", "", Lane.OPERATIONS, Caller.EVERYONE, get());
    }

    private void sending(int maxMessageBytes) {
        add("/track", "", Lane.KEYED, Caller.SENDER, get(), post(BodyRule.FIELDS));
        api("messages", "", post(BodyRule.message(maxMessageBytes)));
        // Many clients cannot POST without a body.
        api("messages", "{id}/cancel", post(BodyRule.FORM));
        api("messages", "{id}", get());
        api("outbox", "", get());
        api("templates", "", get());
        api("templates", "{name}/preview", post(BodyRule.FIELDS));
        api("templates", "{name}", get(), put(BodyRule.FIELDS), delete());
    }

    private void reports() {
        api("deliveries", "", get(), post(BodyRule.FIELDS));
        api("deliveries", "{id}/accepted", put(BodyRule.FIELDS));
        api("deliveries", "{id}", get());
        api("campaigns", "", get());
        api("campaigns", "{name}", get());
        api("comparison", "", get());
    }

    private void administration() {
        api("suppressions", "", get(), post(BodyRule.FIELDS), delete());
        api("suppressions", "import", post(BodyRule.FIELDS));
        api("suppressions", "export", get());
        api("persons", "export", post(BodyRule.FIELDS));
        api("persons", "erase", post(BodyRule.FIELDS));
        api("corrections", "{event}", put(BodyRule.FIELDS), delete());
        api("recount", "", get());
        api("rejudge", "", get(), post(BodyRule.FORM));
        api("networks", "", get());
        api("networks", "{name}", get(), put(BodyRule.LIST), delete());
        api("openapi.json", "", get());
        add("/api/v1/session", "", Lane.PUBLIC, Caller.EVERYONE, get(), post(BodyRule.FORM), delete());
    }

    private void api(String name, String rest, Operation... operations) {
        add("/api/v1/" + name, rest, Lane.KEYED, Caller.ADMIN, operations);
    }

    private void add(String servletPath, String rest, Lane lane, Caller caller, Operation... operations) {
        byServletPath
                .computeIfAbsent(servletPath, any -> new ArrayList<>())
                .add(new Endpoint(servletPath, rest, lane, caller, List.of(operations)));
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
                if (candidates.get(i).matches(pathInfo)) {
                    return candidates.get(i);
                }
            }
        }
        return servletPath.startsWith("/api") ? UNKNOWN_API : OTHER;
    }

    Stream<Endpoint> all() {
        return byServletPath.values().stream().flatMap(List::stream);
    }

    /** Path template and methods of each endpoint, for comparison with the OpenAPI document. */
    public Map<String, List<String>> documented() {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        all().forEach(endpoint -> methods.put(
                endpoint.path(),
                endpoint.operations().stream().map(Operation::method).toList()));
        return methods;
    }

    /** The paths of all servlets. */
    public List<String> servletPaths() {
        return List.copyOf(byServletPath.keySet());
    }

    private static Operation get() {
        return new Operation("GET", BodyRule.NONE);
    }

    private static Operation head() {
        return new Operation("HEAD", BodyRule.NONE);
    }

    private static Operation delete() {
        return new Operation("DELETE", BodyRule.NONE);
    }

    private static Operation post(BodyRule body) {
        return new Operation("POST", Objects.requireNonNull(body));
    }

    private static Operation put(BodyRule body) {
        return new Operation("PUT", body);
    }
}
