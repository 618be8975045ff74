package telltale.smtp;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;

/** The durations of the SMTP connections to a mail server and of the conversations, whether they succeed or fail. */
public final class SmtpMetrics {
    /** Bucket limits from the round trip in one data center to the timeouts. */
    private static final double[] LIMITS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120
    };

    private final Histogram connects;
    private final Histogram conversations;
    private final String server;

    /** The metrics of the main mail server. */
    public SmtpMetrics(PrometheusRegistry registry) {
        this(
                histogram(
                        registry,
                        "telltale_smtp_connect_seconds",
                        "Time to connect to the mail server, with TLS and login."),
                histogram(
                        registry,
                        "telltale_smtp_conversation_seconds",
                        "Time to transfer one message, from MAIL to the reply after its content."),
                "main");
    }

    private SmtpMetrics(Histogram connects, Histogram conversations, String server) {
        this.connects = connects;
        this.conversations = conversations;
        this.server = server;
        connects.initLabelValues(server);
        conversations.initLabelValues(server);
    }

    /** The metrics of another mail server. */
    public SmtpMetrics of(String name) {
        return new SmtpMetrics(connects, conversations, name);
    }

    /** Creates metrics that are not exported. */
    SmtpMetrics() {
        this(new PrometheusRegistry());
    }

    /** Records that a connection was opened, or could not be. */
    void connected(long sinceNanos) {
        connects.labelValues(server).observe(seconds(sinceNanos));
    }

    /** Records that the transfer of a message ended. */
    void conversed(long sinceNanos) {
        conversations.labelValues(server).observe(seconds(sinceNanos));
    }

    private static Histogram histogram(PrometheusRegistry registry, String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames("server")
                .classicOnly()
                .classicUpperBounds(LIMITS)
                .withoutExemplars()
                .register(registry);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
