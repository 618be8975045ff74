package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import telltale.kafka.KafkaLog;
import telltale.recording.LogTransfer;
import telltale.recording.RecordingMetrics;
import telltale.recording.ReplicatedLog;
import telltale.settings.ReplicatedLogSettings;
import telltale.store.Store;
import telltale.supervision.Supervisor;

/** The parts of the replicated log. Kafka's classes load only when this is used. */
final class ReplicatedLogParts {
    private ReplicatedLogParts() {}

    /** Creates the log, which connects when everything starts. */
    static ReplicatedLog open(
            ReplicatedLogSettings settings,
            Store store,
            Clock clock,
            Supervisor supervisor,
            Lifecycle lifecycle,
            PrometheusRegistry registry) {
        LogTransfer transfer = new LogTransfer(store.logReplay(), settings.retention(), clock);
        AutoCloseable providers = KafkaLog::removeProviders;
        AutoCloseable unused = lifecycle.closeLater(providers);
        KafkaLog log = lifecycle.closeLater(new KafkaLog(supervisor, settings, transfer));
        lifecycle.startLater(log::start);
        if (settings.isConsumer()) {
            lifecycle.schedule("log-ids", Duration.ofMinutes(1), transfer::forget);
        }
        lifecycle.schedule("log-lag", Duration.ZERO, log::measure);
        RecordingMetrics.register(registry, log, transfer);
        return log;
    }
}
