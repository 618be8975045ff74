package telltale.recording;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import telltale.spool.Spool;
import telltale.store.ReadCopy;

/** Metrics of hits, the spool and the database. A scrape reads them from memory, and never waits for disk or database. */
public final class RecordingMetrics {
    private final PrometheusRegistry registry;

    private RecordingMetrics(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** Registers the metrics of an event log and its spool. */
    public static void register(PrometheusRegistry registry, EventLog events, Spool spool, Clock clock) {
        RecordingMetrics metrics = new RecordingMetrics(registry);
        metrics.addHits(events);
        metrics.addSpool(spool, clock);
        metrics.addOutages(events);
    }

    /**
     * Registers the count of tokens with unknown profiles.
     *
     * @param tokens returns the count
     */
    public static void registerUnknownProfiles(PrometheusRegistry registry, LongSupplier tokens) {
        new RecordingMetrics(registry)
                .counter(
                        "telltale_unknown_profile_tokens_total",
                        "Tokens of pixels and links with a privacy profile that this version does not know; nothing was recorded.",
                        tokens::getAsLong);
    }

    /** Registers the metric of the hits on mail under the profile {@code aggregated}. */
    public static void register(PrometheusRegistry registry, PooledHits pooled) {
        new RecordingMetrics(registry)
                .gauge(
                        "telltale_pooled_waiting",
                        "Pools and links with hits that are in memory and not in the database yet.",
                        pooled::waiting);
    }

    /** Registers the metrics of the copy of the database. */
    public static void register(PrometheusRegistry registry, ReadCopy copy) {
        RecordingMetrics metrics = new RecordingMetrics(registry);
        metrics.gauge(
                "telltale_copy_age_seconds",
                "How much older the data of the copy of the database is at most; NaN if it cannot be read.",
                () -> copy.state().age().map(age -> age.toMillis() / 1e3).orElse(Double.NaN));
        metrics.flag(
                "telltale_copy_used",
                "Whether statistics are read from the copy of the database.",
                () -> copy.state().isUsed());
    }

    /** Registers the metrics of the replicated log. */
    public static void register(PrometheusRegistry registry, ReplicatedLog log, LogTransfer transfer) {
        RecordingMetrics metrics = new RecordingMetrics(registry);
        metrics.flag("telltale_log_up", "1 if the replicated log accepted the last hits in time.", log::isAvailable);
        metrics.gauge(
                "telltale_log_lag_hits",
                "Hits of the log that are not yet in the database, whichever nodes store them; NaN if not known.",
                () -> log.waiting().isPresent() ? log.waiting().getAsLong() : Double.NaN);
        metrics.counter("telltale_log_stored_hits_total", "Hits of the log that this node stored.", transfer::stored);
        metrics.counter(
                "telltale_log_dropped_hits_total",
                "Hits of the log of unknown deliveries, or of recipients who opted out.",
                transfer::dropped);
        metrics.counter(
                "telltale_log_repeated_hits_total",
                "Hits of the log that were stored before, and discarded.",
                transfer::repeated);
        metrics.counter("telltale_log_faults_total", "Records of the log that cannot be stored.", transfer::faults);
    }

    private void addHits(EventLog events) {
        counter(
                "telltale_hits_received_total",
                "Hits received since the start, including those in the spool at that time.",
                events::received);
        counter(
                "telltale_answers_early_total",
                "Responses sent before a stalled disk had stored their hit.",
                events::answeredEarly);
        CounterWithCallback.builder()
                .name("telltale_hits_total")
                .help("Hits since the start, by disposition.")
                .labelNames("disposition")
                .callback(sample -> events.counts().forEach((disposition, count) -> {
                    // Spooled hits get another disposition later, so they have a gauge of their own.
                    if (disposition != HitDisposition.SPOOLED) {
                        sample.call(count, disposition.name().toLowerCase(Locale.ROOT));
                    }
                }))
                .register(registry);
    }

    private void addSpool(Spool spool, Clock clock) {
        gauge("telltale_spool_waiting_hits", "Hits in the spool that are not yet in the database.", spool::waiting);
        gauge("telltale_spool_quarantined_hits", "Quarantined hits that the database rejects.", spool::quarantined);
        gauge("telltale_spool_bytes", "Size of the records in the spool's files in use.", spool::bytes);
        gauge(
                "telltale_spool_oldest_seconds",
                "Age of the oldest hit that waits in the spool; 0 if none waits.",
                () -> spool.oldestWaiting().map(since -> age(since, clock)).orElse(0.0));
    }

    private static double age(Instant since, Clock clock) {
        return Math.max(0, Duration.between(since, clock.instant()).toMillis()) / 1e3;
    }

    private void addOutages(EventLog events) {
        flag(
                "telltale_database_outage",
                "1 while hits cannot be written to the database.",
                events::isDatabaseUnavailable);
        flag("telltale_spool_outage", "1 while hits cannot be written to the spool.", events::isSpoolFailing);
        flag(
                "telltale_database_up",
                "1 if the database could be read a few seconds ago.",
                () -> events.databaseHealth().isPresent());
        flag("telltale_losing_hits", "1 if a hit was lost within the last ten seconds.", events::isDroppingHits);
    }

    private void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
    }

    private void flag(String name, String help, BooleanSupplier isSet) {
        gauge(name, help, () -> isSet.getAsBoolean() ? 1 : 0);
    }
}
