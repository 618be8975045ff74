package telltale.webhooks;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The attempts to send events to webhooks. */
public final class WebhookMetrics implements WebhookCounts {
    private final Counter attempts;
    private final Histogram durations;

    public WebhookMetrics(PrometheusRegistry registry) {
        attempts = Counter.builder()
                .name("telltale_webhook_attempts_total")
                .help("Attempts to send an event to a webhook.")
                .labelNames("result")
                .withoutExemplars()
                .register(registry);
        durations = Histogram.builder()
                .name("telltale_webhook_seconds")
                .help("The time of an attempt to send an event to a webhook, whether it succeeds or fails.")
                .classicOnly()
                .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
                .withoutExemplars()
                .register(registry);
        attempts.initLabelValues("delivered");
        attempts.initLabelValues("failed");
    }

    @Override
    public void attempted(boolean isDelivered, Duration took) {
        attempts.labelValues(isDelivered ? "delivered" : "failed").inc();
        durations.observe(took.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
