package telltale.web.recipient;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;

/** The time that the pixel takes to answer. */
public final class PixelMetrics {
    private static final double[] LIMITS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

    private final Histogram responses;

    public PixelMetrics(PrometheusRegistry registry) {
        responses = Histogram.builder()
                .name("telltale_pixel_response_seconds")
                .help("Time from a pixel request to its response, which waits until the hit is on disk.")
                .classicOnly()
                .classicUpperBounds(LIMITS)
                .withoutExemplars()
                .register(registry);
    }

    /** Records a response to a request that arrived at that time ({@link System#nanoTime}). */
    void responded(long arrivedNanos) {
        responses.observe((System.nanoTime() - arrivedNanos) / (double) TimeUnit.SECONDS.toNanos(1));
    }
}
