package telltale.web.ops;

import java.util.Map;
import java.util.StringJoiner;

/**
 * A builder for the Prometheus text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /** Adds a value that only increases until the process ends; its name ends in {@code _total}. */
    PrometheusText counter(String name, String help, long value) {
        return family(name, "counter", help).sample(name, Map.of(), value);
    }

    /** Adds a value that can increase and decrease. */
    PrometheusText gauge(String name, String help, long value) {
        return family(name, "gauge", help).sample(name, Map.of(), value);
    }

    PrometheusText gauge(String name, String help, boolean value) {
        return gauge(name, help, value ? 1 : 0);
    }

    /** Starts a metric whose samples follow immediately. */
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
