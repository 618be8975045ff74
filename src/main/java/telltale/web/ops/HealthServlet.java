package telltale.web.ops;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
import telltale.web.http.Problem;
import telltale.web.http.Version;

/**
 * {@code /health/live} and {@code /health/ready}: live is every node that runs, ready is one that can keep hits. A duty
 * that is not done besides makes it degraded, which a balancer takes for ready. Details are for the admin key.
 */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    /** Set by the launcher: its connector's limits, as a text. */
    private static final String LAUNCHER_CONNECTION_LIMITS = "telltale.launcher.connection-limits";

    private enum Readiness {
        READY(HttpServletResponse.SC_OK),
        /** hits are kept, but something else is not as it should be: the reasons say what */
        DEGRADED(HttpServletResponse.SC_OK),
        /** pixels are answered, but hits are not kept */
        UNAVAILABLE(HttpServletResponse.SC_SERVICE_UNAVAILABLE);

        private final int status;

        Readiness(int status) {
            this.status = status;
        }
    }

    private final transient EventLog events;
    private final transient Spool spool;
    private final transient Settings settings;
    private final transient Supervisor supervisor;
    private final transient Access access;

    public HealthServlet(EventLog events, Spool spool, Settings settings, Supervisor supervisor, Access access) {
        this.events = events;
        this.spool = spool;
        this.settings = settings;
        this.supervisor = supervisor;
        this.access = access;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String asked = Optional.ofNullable(request.getPathInfo()).orElse("");
        switch (asked) {
            case "/live" ->
                Json.send(
                        response,
                        HttpServletResponse.SC_OK,
                        Json.object().add("status", "up").build());
            case "/ready" -> ready(request, response);
            default -> new Problem(Problem.Type.NOT_FOUND, "There are /health/live and /health/ready.").send(response);
        }
    }

    private void ready(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<StoreHealth> database = events.databaseHealth();
        List<String> reasons = reasons(database);
        Readiness readiness = readiness(reasons);
        JsonObjectBuilder body = Json.object().add("status", readiness.name().toLowerCase(Locale.ROOT));
        if (access.bearer(request) == Access.Role.ADMIN) {
            body.add("reasons", Json.PROVIDER.createArrayBuilder(reasons));
            addDetails(body, database);
        }
        Json.send(response, readiness.status, body.build());
    }

    private Readiness readiness(List<String> reasons) {
        if (events.isDroppingHits()) {
            return Readiness.UNAVAILABLE;
        }
        return reasons.isEmpty() ? Readiness.READY : Readiness.DEGRADED;
    }

    /** Why not everything is as it should be, as sentences without a full stop. */
    private List<String> reasons(Optional<StoreHealth> database) {
        List<String> reasons = new ArrayList<>();
        if (events.isDroppingHits()) {
            reasons.add("hits were lost within the last ten seconds");
        }
        if (database.isEmpty()) {
            reasons.add("the database is unavailable, and hits wait in the spool");
        } else if (!database.get().durable()) {
            reasons.add("the database does not sync its commits to disk, so that a power failure may lose some");
        }
        if (events.isSpoolFailing()) {
            reasons.add("the spool takes no hits, and they go to the database directly");
        }
        reasons.addAll(supervisor.reasons());
        return reasons;
    }

    private void addDetails(JsonObjectBuilder body, Optional<StoreHealth> database) {
        JsonObjectBuilder details = Json.object().add("reachable", database.isPresent());
        database.map(StoreHealth::details).orElse(Map.of()).forEach(details::add);
        JsonObjectBuilder hits = Json.object().add("received", events.received());
        events.counts().forEach((fate, count) -> hits.add(fate.name().toLowerCase(Locale.ROOT), count));
        JsonArrayBuilder used = Json.PROVIDER.createArrayBuilder();
        settings.effective()
                .forEach(setting -> used.add(Json.object()
                        .add("name", setting.name())
                        .add("value", setting.value())
                        .add("source", setting.source())));
        body.add("version", Version.text())
                .add("container", Container.nameAndVersion(getServletContext()))
                .add("java", System.getProperty("java.version", ""))
                .add("connector", connectionLimits())
                .add("database", details)
                .add("hits", hits)
                .add("spool", Json.object().add("waiting", spool.waiting()).add("quarantined", spool.quarantined()))
                .add("away", away(database))
                .add("settings", used)
                .add("warnings", Json.PROVIDER.createArrayBuilder(settings.warnings()));
    }

    /** What the connector does against slow clients; only the launcher knows its own. */
    private String connectionLimits() {
        Object limits = getServletContext().getAttribute(LAUNCHER_CONNECTION_LIMITS);
        return limits == null
                ? "no deadline for whole requests is known of this server; docs/TOMCAT.md says how to set one"
                : limits.toString();
    }

    /** What this node does without for now. */
    private JsonArrayBuilder away(Optional<StoreHealth> database) {
        JsonArrayBuilder away = Json.PROVIDER.createArrayBuilder();
        if (database.isEmpty()) {
            away.add("database");
        }
        if (events.isSpoolFailing()) {
            away.add("spool");
        }
        return away;
    }
}
