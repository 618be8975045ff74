package telltale.submission;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Metrics of mail that other programs submit by SMTP. */
public final class SubmissionMetrics {
    private SubmissionMetrics() {}

    /** Registers the metrics of the listener. */
    public static void register(PrometheusRegistry registry, SubmissionCounts counts) {
        CounterWithCallback.builder()
                .name("telltale_submission_mails_total")
                .help("Mails that programs submitted by SMTP, by result.")
                .labelNames("result")
                .callback(sample -> {
                    sample.call((double) counts.accepted(), "accepted");
                    sample.call((double) counts.refused(), "refused");
                    sample.call((double) counts.deferred(), "deferred");
                })
                .register(registry);
    }
}
