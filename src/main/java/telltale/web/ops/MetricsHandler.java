package telltale.web.ops;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import telltale.recording.EventLog;
import telltale.recording.HitDisposition;
import telltale.spool.Spool;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadStatus;
import telltale.web.http.Access;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Version;

/**
 * {@code GET /metrics}: metrics of this node for Prometheus.
 *
 * <p>Requires the admin key or a request from this machine ({@link Access#isLocal}). A proxy on this machine that neither
 * preserves the {@code Host} nor adds a header must block {@code /metrics}.
 */
public final class MetricsHandler {
    private final EventLog events;
    private final Spool spool;
    private final Supervisor supervisor;
    private final Access access;
    private final long started = System.nanoTime();

    public MetricsHandler(EventLog events, Spool spool, Supervisor supervisor, Access access) {
        this.events = events;
        this.spool = spool;
        this.supervisor = supervisor;
        this.access = access;
    }

    /** The metrics in the text format of Prometheus. */
    public Response get(RoutedRequest routed) {
        HttpServletRequest request = routed.http();
        Access.Role role = access.roleOf(request);
        if (role != Access.Role.ADMIN && !Access.isLocal(request)) {
            return refusal(role);
        }
        byte[] body = metrics(request.getServletContext()).toString().getBytes(StandardCharsets.UTF_8);
        return response -> {
            response.setContentType(PrometheusText.CONTENT_TYPE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        };
    }

    private static Problem refusal(Access.Role role) {
        return role == Access.Role.TRACK
                ? new Problem(Problem.Type.PERMISSION_DENIED, "The track key allows sending only; use the admin key.")
                : new Problem(
                        Problem.Type.AUTHENTICATION_REQUIRED,
                        "Send the admin key as \"Authorization: Bearer …\", or send the request from this machine without a"
                                + " proxy.");
    }

    private PrometheusText metrics(ServletContext container) {
        PrometheusText metrics = new PrometheusText();
        addHits(metrics);
        metrics.gauge(
                "telltale_spool_waiting_hits", "Hits in the spool that are not yet in the database.", spool.waiting());
        metrics.gauge(
                "telltale_spool_quarantined_hits", "Quarantined hits that the database rejects.", spool.quarantined());
        metrics.gauge(
                "telltale_database_outage",
                "1 while hits cannot be written to the database.",
                events.isDatabaseUnavailable());
        metrics.gauge("telltale_spool_outage", "1 while hits cannot be written to the spool.", events.isSpoolFailing());
        // A scrape never waits for the database.
        metrics.gauge(
                "telltale_database_up",
                "1 if the database could be read a few seconds ago.",
                events.databaseHealth().isPresent());
        metrics.gauge(
                "telltale_losing_hits", "1 if a hit was lost within the last ten seconds.", events.isDroppingHits());
        addThreads(metrics);
        addJvm(metrics, container);
        return metrics;
    }

    /** Adds the metrics of background threads, labelled with the thread's name. */
    private void addThreads(PrometheusText metrics) {
        List<ThreadStatus> threads = supervisor.status();
        metrics.gauge(
                "telltale_threads_waiting",
                "Background threads that wait after a failure and do no work.",
                threads.stream().filter(ThreadStatus::waiting).count());
        metrics.family("telltale_thread_restarts_total", "counter", "Restarts of a background thread's work.");
        threads.forEach(thread ->
                metrics.sample("telltale_thread_restarts_total", Map.of("thread", thread.name()), thread.restarts()));
        metrics.family(
                "telltale_thread_failures_total",
                "counter",
                "Failed units of work of a background thread, such as a batch or a delivery.");
        threads.forEach(thread -> metrics.sample(
                "telltale_thread_failures_total", Map.of("thread", thread.name()), thread.failedUnits()));
    }

    private void addHits(PrometheusText metrics) {
        metrics.counter(
                "telltale_hits_received_total",
                "Hits received since the start, including those in the spool at that time.",
                events.received());
        metrics.counter(
                "telltale_answers_early_total",
                "Responses sent before a stalled disk had stored their hit.",
                events.answeredEarly());
        metrics.family("telltale_hits_total", "counter", "Hits since the start, by disposition.");
        events.counts().forEach((disposition, count) -> {
            // Spooled hits get another disposition later, so they have a gauge of their own.
            if (disposition != HitDisposition.SPOOLED) {
                metrics.sample(
                        "telltale_hits_total",
                        Map.of("disposition", disposition.name().toLowerCase(Locale.ROOT)),
                        count);
            }
        });
    }

    private void addJvm(PrometheusText metrics, ServletContext container) {
        metrics.gauge(
                "telltale_uptime_seconds",
                "Seconds since Telltale started.",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        metrics.family("jvm_memory_used_bytes", "gauge", "Memory used by the JVM.")
                .sample("jvm_memory_used_bytes", Map.of("area", "heap"), heap.getUsed());
        metrics.family("jvm_memory_max_bytes", "gauge", "Maximum memory of the JVM; -1 without a limit.")
                .sample("jvm_memory_max_bytes", Map.of("area", "heap"), heap.getMax());
        metrics.gauge(
                "jvm_threads_current",
                "Threads of the JVM.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        Map<String, String> build = new TreeMap<>();
        build.put("version", Version.text());
        build.put("java", System.getProperty("java.version", "unknown"));
        build.put("container", Container.nameAndVersion(container));
        metrics.family("telltale_build_info", "gauge", "Always 1; the labels describe the running version.")
                .sample("telltale_build_info", build, 1);
    }
}
