package telltale.web.ops;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import telltale.recording.EventLog;
import telltale.settings.Settings;
import telltale.spool.Spool;
import telltale.store.StoreHealth;
import telltale.supervision.Supervisor;
import telltale.web.http.Access;
import telltale.web.http.Json;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Version;

/**
 * {@code /health/live} and {@code /health/ready}: every running node is live, and a node that can store hits is ready. Another
 * fault makes it degraded, which load balancers treat as ready. Details require the admin key.
 */
public final class HealthHandler {
    /** Set by the launcher: the limits of its connector, as text. */
    private static final String LAUNCHER_CONNECTION_LIMITS = "telltale.launcher.connection-limits";

    private enum Readiness {
        READY(HttpServletResponse.SC_OK),
        /** hits are stored, but another component has a fault, which the reasons describe */
        DEGRADED(HttpServletResponse.SC_OK),
        /** pixels are answered, but hits are lost */
        UNAVAILABLE(HttpServletResponse.SC_SERVICE_UNAVAILABLE);

        private final int status;

        Readiness(int status) {
            this.status = status;
        }
    }

    private final EventLog events;
    private final Spool spool;
    private final Settings settings;
    private final Supervisor supervisor;
    private final Access access;

    public HealthHandler(EventLog events, Spool spool, Settings settings, Supervisor supervisor, Access access) {
        this.events = events;
        this.spool = spool;
        this.settings = settings;
        this.supervisor = supervisor;
        this.access = access;
    }

    /** The response of a running node. */
    public Response live(RoutedRequest request) {
        return Response.json(Json.object().add("status", "up"));
    }

    /** Whether the node can store hits. */
    public Response ready(RoutedRequest request) {
        Optional<StoreHealth> database = events.databaseHealth();
        List<String> reasons = reasons(database);
        Readiness readiness = readiness(reasons);
        JsonObjectBuilder body = Json.object().add("status", readiness.name().toLowerCase(Locale.ROOT));
        if (access.roleOf(request.http()) == Access.Role.ADMIN) {
            body.add("reasons", Json.PROVIDER.createArrayBuilder(reasons));
            addDetails(body, database, request.http().getServletContext());
        }
        return Response.json(readiness.status, body);
    }

    private Readiness readiness(List<String> reasons) {
        if (events.isDroppingHits()) {
            return Readiness.UNAVAILABLE;
        }
        return reasons.isEmpty() ? Readiness.READY : Readiness.DEGRADED;
    }

    /** The reasons for degraded or unavailable, as sentences without a full stop. */
    private List<String> reasons(Optional<StoreHealth> database) {
        List<String> reasons = new ArrayList<>();
        if (events.isDroppingHits()) {
            reasons.add("hits were lost within the last ten seconds");
        }
        if (database.isEmpty()) {
            reasons.add("the database is unavailable; hits wait in the spool");
        } else if (!database.get().durable()) {
            reasons.add("the database does not sync its commits to disk; a power failure may lose some of them");
        }
        if (events.isSpoolFailing()) {
            reasons.add("the spool is not writable; hits go directly to the database");
        }
        reasons.addAll(supervisor.reasons());
        return reasons;
    }

    private void addDetails(JsonObjectBuilder body, Optional<StoreHealth> database, ServletContext container) {
        JsonObjectBuilder details = Json.object().add("reachable", database.isPresent());
        database.map(StoreHealth::details).orElse(Map.of()).forEach(details::add);
        JsonObjectBuilder hits = Json.object().add("received", events.received());
        events.counts()
                .forEach((disposition, count) -> hits.add(disposition.name().toLowerCase(Locale.ROOT), count));
        JsonArrayBuilder used = Json.PROVIDER.createArrayBuilder();
        settings.effective()
                .forEach(setting -> used.add(Json.object()
                        .add("name", setting.name())
                        .add("value", setting.value())
                        .add("source", setting.source())));
        body.add("version", Version.text())
                .add("container", Container.nameAndVersion(container))
                .add("java", System.getProperty("java.version", ""))
                .add("connector", connectionLimits(container))
                .add("database", details)
                .add("hits", hits)
                .add("spool", Json.object().add("waiting", spool.waiting()).add("quarantined", spool.quarantined()))
                .add("away", unavailableComponents(database))
                .add("settings", used)
                .add("warnings", Json.PROVIDER.createArrayBuilder(settings.warnings()));
    }

    /** The connector's limits for slow clients; known only with the launcher. */
    private static String connectionLimits(ServletContext container) {
        Object limits = container.getAttribute(LAUNCHER_CONNECTION_LIMITS);
        return limits == null ? "no request deadline is known for this server; see docs/TOMCAT.md" : limits.toString();
    }

    /** The components that are currently unavailable. */
    private JsonArrayBuilder unavailableComponents(Optional<StoreHealth> database) {
        JsonArrayBuilder components = Json.PROVIDER.createArrayBuilder();
        if (database.isEmpty()) {
            components.add("database");
        }
        if (events.isSpoolFailing()) {
            components.add("spool");
        }
        return components;
    }
}
