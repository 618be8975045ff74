package telltale.web.ops;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import telltale.web.http.Version;

/** Metrics of the process: its version, uptime, memory and threads. */
final class NodeMetrics {
    private final Info build;

    NodeMetrics(PrometheusRegistry registry) {
        build = Info.builder()
                .name("telltale_build_info")
                .help("Always 1; the labels describe the running version.")
                .labelNames("version", "java", "container")
                .register(registry);
        long started = System.nanoTime();
        gauge("telltale_uptime_seconds", "Seconds since Telltale started.")
                .callback(sample -> sample.call((double) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)))
                .register(registry);
        gauge("jvm_threads_current", "Threads of the JVM.")
                .callback(sample ->
                        sample.call(ManagementFactory.getThreadMXBean().getThreadCount()))
                .register(registry);
        memory("jvm_memory_used_bytes", "Memory used by the JVM.", MemoryUsage::getUsed)
                .register(registry);
        memory("jvm_memory_max_bytes", "Maximum memory of the JVM; -1 without a limit.", MemoryUsage::getMax)
                .register(registry);
    }

    /** Adds the version; the container is known once it has sent a request. */
    void describe(ServletContext container) {
        build.setLabelValues(
                Version.text(), System.getProperty("java.version", "unknown"), Container.nameAndVersion(container));
    }

    private static GaugeWithCallback.Builder gauge(String name, String help) {
        return GaugeWithCallback.builder().name(name).help(help);
    }

    private static GaugeWithCallback.Builder memory(String name, String help, ToDoubleFunction<MemoryUsage> value) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return gauge(name, help)
                .labelNames("area")
                .callback(sample -> sample.call(value.applyAsDouble(memory.getHeapMemoryUsage()), "heap"));
    }
}
