package telltale.web.ops;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import telltale.access.LocalRequest;
import telltale.recording.EventLog;
import telltale.recording.HitDisposition;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadStatus;
import telltale.web.http.Access;
import telltale.web.http.Problem;
import telltale.web.http.Version;

/**
 * {@code GET /metrics}: counts and states of this node for Prometheus.
 *
 * <p>The admin key opens it, and so does a call from this machine itself ({@link LocalRequest}). A proxy on this machine
 * that neither keeps the {@code Host} nor adds a header has to keep {@code /metrics} to itself.
 */
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient EventLog events;
    private final transient Spool spool;
    private final transient Store store;
    private final transient Supervisor supervisor;
    private final transient Access access;
    private final long started = System.nanoTime();

    public MetricsServlet(EventLog events, Spool spool, Store store, Supervisor supervisor, Access access) {
        this.events = events;
        this.spool = spool;
        this.store = store;
        this.supervisor = supervisor;
        this.access = access;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Access.Role role = access.bearer(request);
        if (role != Access.Role.ADMIN && !isFromThisMachine(request)) {
            refusal(role).send(response);
            return;
        }
        byte[] body = measured().toString().getBytes(StandardCharsets.UTF_8);
        response.setContentType(PrometheusText.CONTENT_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Problem refusal(Access.Role role) {
        return role == Access.Role.TRACK
                ? new Problem(Problem.Type.PERMISSION_DENIED, "The track key can do nothing but send; use the admin key here.")
                : new Problem(
                        Problem.Type.AUTHENTICATION_REQUIRED,
                        "Send the admin key as \"Authorization: Bearer …\", or ask from this machine, past every"
                                + " proxy.");
    }

    private static boolean isFromThisMachine(HttpServletRequest request) {
        // The peer alone: whom a trusted proxy names is not on this machine, whatever the address.
        return LocalRequest.isLocal(
                request.getRemoteAddr(), request.getServerName(), header -> request.getHeader(header) != null);
    }

    private PrometheusText measured() {
        PrometheusText metrics = new PrometheusText();
        addHits(metrics);
        metrics.gauge("telltale_spool_waiting_hits", "Hits that wait on disk for the database.", spool.waiting());
        metrics.gauge("telltale_spool_quarantined_hits", "Hits put aside that no database takes.", spool.quarantined());
        metrics.gauge("telltale_database_outage", "1 while the database takes no hits.", events.isDatabaseAway());
        metrics.gauge("telltale_spool_outage", "1 while the spool takes no hits.", events.isSpoolBroken());
        metrics.gauge("telltale_database_up", "1 if the database could be read just now.", isDatabaseUp());
        metrics.gauge("telltale_losing_hits", "1 if a hit was lost within the last ten seconds.", events.isLosing());
        addThreads(metrics);
        addMachine(metrics);
        return metrics;
    }

    /** A thread's name is its duty, of which there are as many as the settings say: senders are numbered. */
    private void addThreads(PrometheusText metrics) {
        List<ThreadStatus> threads = supervisor.status();
        metrics.gauge(
                "telltale_threads_waiting",
                "Background threads that wait after a failure, so that their duty is not done.",
                threads.stream().filter(ThreadStatus::waiting).count());
        metrics.family(
                "telltale_thread_restarts_total",
                "counter",
                "How often the work of a background thread was restarted.");
        threads.forEach(thread ->
                metrics.sample("telltale_thread_restarts_total", Map.of("thread", thread.name()), thread.restarts()));
        metrics.family(
                "telltale_thread_failures_total",
                "counter",
                "Single units of work, such as a batch or a delivery, that failed on a background thread.");
        threads.forEach(thread -> metrics.sample(
                "telltale_thread_failures_total", Map.of("thread", thread.name()), thread.failedUnits()));
    }

    private void addHits(PrometheusText metrics) {
        metrics.counter(
                "telltale_hits_received_total",
                "Hits that came since the start, and those that waited in the spool then.",
                events.received());
        metrics.counter(
                "telltale_answers_early_total",
                "Answers that went before a disk that stood still had taken their hit.",
                events.answeredEarly());
        metrics.family("telltale_hits_total", "counter", "Hits by what became of them since the start.");
        events.counts().forEach((fate, count) -> {
            // What waits meets another fate later, so it is a gauge of its own.
            if (fate != HitDisposition.SPOOLED) {
                metrics.sample("telltale_hits_total", Map.of("fate", fate.name().toLowerCase(Locale.ROOT)), count);
            }
        });
    }

    private boolean isDatabaseUp() {
        try {
            store.health();
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    private void addMachine(PrometheusText metrics) {
        metrics.gauge(
                "telltale_uptime_seconds",
                "Seconds since Telltale started.",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        metrics.family("jvm_memory_used_bytes", "gauge", "Memory that the Java machine uses.")
                .sample("jvm_memory_used_bytes", Map.of("area", "heap"), heap.getUsed());
        metrics.family("jvm_memory_max_bytes", "gauge", "Memory that the Java machine may use; -1 for no limit.")
                .sample("jvm_memory_max_bytes", Map.of("area", "heap"), heap.getMax());
        metrics.gauge(
                "jvm_threads_current",
                "Threads of the Java machine.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        Map<String, String> build = new TreeMap<>();
        build.put("version", Version.text());
        build.put("java", System.getProperty("java.version", "unknown"));
        build.put("container", Container.nameAndVersion(getServletContext()));
        metrics.family("telltale_build_info", "gauge", "Always 1; its labels say what runs.")
                .sample("telltale_build_info", build, 1);
    }
}
