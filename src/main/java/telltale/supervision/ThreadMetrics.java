package telltale.supervision;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToIntFunction;

/** Metrics of background threads, labelled with the thread's name. */
public final class ThreadMetrics {
    private ThreadMetrics() {}

    /** Registers the metrics of a supervisor's threads. */
    public static void register(PrometheusRegistry registry, Supervisor supervisor) {
        GaugeWithCallback.builder()
                .name("telltale_threads_waiting")
                .help("Background threads that wait after a failure and do no work.")
                .callback(sample -> sample.call((double) supervisor.status().stream()
                        .filter(ThreadStatus::waiting)
                        .count()))
                .register(registry);
        counter("telltale_thread_restarts_total", ThreadStatus::restarts, supervisor)
                .help("Restarts of a background thread's work.")
                .register(registry);
        counter("telltale_thread_failures_total", ThreadStatus::failedUnits, supervisor)
                .help("Failed units of work of a background thread, such as a batch or a delivery.")
                .register(registry);
    }

    private static CounterWithCallback.Builder counter(
            String name, ToIntFunction<ThreadStatus> value, Supervisor supervisor) {
        return CounterWithCallback.builder()
                .name(name)
                .labelNames("thread")
                .callback(sample ->
                        supervisor.status().forEach(thread -> sample.call(value.applyAsInt(thread), thread.name())));
    }
}
