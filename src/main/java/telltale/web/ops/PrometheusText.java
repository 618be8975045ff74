package telltale.web.ops;

import java.util.Map;
import java.util.StringJoiner;

/**
 * Measured values as Prometheus reads them: its text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** Something that only grows, until the process ends; its name ends in {@code _total}. */
    PrometheusText counter(String name, String help, long value) {
        return family(name, "counter", help).sample(name, Map.of(), value);
    }

    /** Something that grows and shrinks. */
    PrometheusText gauge(String name, String help, long value) {
        return family(name, "gauge", help).sample(name, Map.of(), value);
    }

    PrometheusText gauge(String name, String help, boolean value) {
        return gauge(name, help, value ? 1 : 0);
    }

    /** Begins a metric of several samples, which follow at once. */
    PrometheusText family(String name, String type, String help) {
        text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(help.replace("\\", "\\\\").replace("\n", "\\n"))
                .append("\n# TYPE ")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
        return this;
    }

    PrometheusText sample(String name, Map<String, String> labels, long value) {
        text.append(name);
        if (!labels.isEmpty()) {
            StringJoiner pairs = new StringJoiner(",", "{", "}");
            labels.forEach((label, content) -> pairs.add(label + "=\"" + escaped(content) + '"'));
            text.append(pairs);
        }
        text.append(' ').append(value).append('\n');
        return this;
    }

    private static String escaped(String content) {
        return content.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
