package telltale.sessions;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import telltale.sessions.SessionOwner.Method;

/** Attempts to sign in, and requests with keys that are not accepted. */
public final class SignInMetrics {
    private final Counter attempts;
    private final Counter refusedKeys;

    /** How an attempt ends. */
    enum Result {
        SUCCEEDED("succeeded"),
        FAILED("failed"),
        LIMITED("limited");

        private final String label;

        Result(String label) {
            this.label = label;
        }
    }

    public SignInMetrics(PrometheusRegistry registry) {
        attempts = Counter.builder()
                .name("telltale_sign_ins_total")
                .help("Attempts to sign in, by method and result.")
                .labelNames("method", "result")
                .withoutExemplars()
                .register(registry);
        // From zero on, so that the first failure shows as an increase.
        for (Method method : Method.values()) {
            for (Result result : Result.values()) {
                attempts.initLabelValues(method.wireName(), result.label);
            }
        }
        refusedKeys = Counter.builder()
                .name("telltale_refused_keys_total")
                .help("Requests with a key that is not accepted.")
                .withoutExemplars()
                .register(registry);
    }

    void count(Method method, Result result) {
        attempts.labelValues(method.wireName(), result.label).inc();
    }

    void countRefusedKey() {
        refusedKeys.inc();
    }
}
