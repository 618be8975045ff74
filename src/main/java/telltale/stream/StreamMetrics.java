package telltale.stream;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Metrics of the event stream. */
public final class StreamMetrics {
    private StreamMetrics() {}

    /** Registers the metrics of a node's listeners. */
    public static void register(PrometheusRegistry registry, EventStreams streams) {
        GaugeWithCallback.builder()
                .name("telltale_stream_listeners")
                .help("Clients connected to the event stream of this node.")
                .callback(sample -> sample.call(streams.listeners()))
                .register(registry);
        CounterWithCallback.builder()
                .name("telltale_stream_events_total")
                .help(
                        "Events read for the stream since the start, once for all clients that follow, and for each that catches up.")
                .callback(sample -> sample.call((double) streams.read()))
                .register(registry);
    }
}
