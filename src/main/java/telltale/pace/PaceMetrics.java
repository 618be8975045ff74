package telltale.pace;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How many providers take less mail, and how often one asked for less. */
public final class PaceMetrics {
    private final Gauge limited;
    private final Counter slowDowns;

    public PaceMetrics(PrometheusRegistry registry) {
        limited = Gauge.builder()
                .name("telltale_pace_limited_providers")
                .help("Providers that take less mail than could be sent, counted for each mail server.")
                .withoutExemplars()
                .register(registry);
        slowDowns = Counter.builder()
                .name("telltale_pace_slowdowns_total")
                .help("How often mail to a provider was slowed down because a reply or a report asked for less.")
                .withoutExemplars()
                .register(registry);
    }

    void limited(int providers) {
        limited.set(providers);
    }

    void slowedDown() {
        slowDowns.inc();
    }
}
