package telltale.recording;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import telltale.store.ShardUpkeep;

/** Metrics of further databases. A scrape reads them from memory. */
public final class ShardMetrics {
    private final PrometheusRegistry registry;
    private final ShardUpkeep upkeep;

    private ShardMetrics(PrometheusRegistry registry, ShardUpkeep upkeep) {
        this.registry = registry;
        this.upkeep = upkeep;
    }

    /** Registers the metrics of the further databases that this node has settings for. */
    public static void register(PrometheusRegistry registry, ShardUpkeep upkeep) {
        ShardMetrics gauges = new ShardMetrics(registry, upkeep);
        gauges.add(
                "telltale_shard_up",
                "1 if the further database answers and has what persons decided.",
                state -> state.isInUse() ? 1 : 0);
        gauges.add(
                "telltale_shard_gets_mail",
                "1 if new messages are stored in the further database.",
                state -> state.getsMail() ? 1 : 0);
        gauges.add(
                "telltale_shard_copy_age_seconds",
                "How old a decision of a person may be that the further database does not have; NaN if it is not in use.",
                state -> state.age()
                        .map(Duration::toMillis)
                        .map(age -> age / 1e3)
                        .orElse(Double.NaN));
        gauges.add(
                "telltale_shard_waiting_decisions",
                "Persons whose decisions the further database does not have yet.",
                ShardUpkeep.State::decisions);
        gauges.add(
                "telltale_shard_waiting_events",
                "Events that wait in the first database for the further one.",
                ShardUpkeep.State::events);
        gauge("telltale_shard_rejected_events", "Waiting events that their databases rejected.")
                .callback(measurement -> measurement.call((double) upkeep.rejected()))
                .register(registry);
        gauge("telltale_shard_unknown_events", "Events that wait for databases without a setting on this node.")
                .callback(measurement -> measurement.call((double) upkeep.unknown()))
                .register(registry);
    }

    private void add(String name, String help, ToDoubleFunction<ShardUpkeep.State> value) {
        gauge(name, help)
                .labelNames("shard")
                .callback(measurement -> upkeep.states()
                        .forEach(state -> measurement.call(value.applyAsDouble(state), String.valueOf(state.shard()))))
                .register(registry);
    }

    private static GaugeWithCallback.Builder gauge(String name, String help) {
        return GaugeWithCallback.builder().name(name).help(help);
    }
}
