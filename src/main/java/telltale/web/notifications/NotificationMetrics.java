package telltale.web.notifications;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** The notifications of mail providers. */
public final class NotificationMetrics {
    /** The result of an event, or of a refused request. */
    enum Result {
        STORED,
        REPEATED,
        UNMATCHED,
        IGNORED,
        REFUSED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Counter events;

    public NotificationMetrics(PrometheusRegistry registry) {
        events = Counter.builder()
                .name("telltale_notifications_total")
                .help("Events in notifications of mail providers, and refused requests, by result.")
                .labelNames("provider", "result")
                .withoutExemplars()
                .register(registry);
    }

    /** Shows a provider before it sends anything. */
    void expect(String provider) {
        for (Result result : Result.values()) {
            events.initLabelValues(provider, result.label());
        }
    }

    void add(String provider, Result result, int count) {
        events.labelValues(provider, result.label()).inc(count);
    }
}
