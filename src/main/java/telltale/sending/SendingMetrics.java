package telltale.sending;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.store.AttemptResult;

/** The attempts to deliver, by result and reply, the state of the circuit breakers, and the holds of campaigns. */
public final class SendingMetrics {
    /** The value of a label for a reply that is missing. */
    private static final String NONE = "none";

    /** The classes and subjects that RFC 3463 section 3 defines. */
    private static final Pattern CLASS_AND_SUBJECT = Pattern.compile("([245]\\.[0-7])\\.\\d{1,3}");

    private final Counter attempts;
    private final Gauge circuitOpen;
    private final Counter circuitOpenings;
    private final Counter holds;

    public SendingMetrics(PrometheusRegistry registry) {
        attempts = Counter.builder()
                .name("telltale_delivery_attempts_total")
                .help(
                        "Attempts to deliver a mail, by the state that followed, the mail server's reply and the reason of a failure.")
                .labelNames("result", "reply_class", "enhanced", "reason", "server")
                .withoutExemplars()
                .register(registry);
        circuitOpen = Gauge.builder()
                .name("telltale_smtp_circuit_open")
                .help("1 while no mail is sent to a mail server because it accepts none.")
                .labelNames("server")
                .withoutExemplars()
                .register(registry);
        circuitOpenings = Counter.builder()
                .name("telltale_smtp_circuit_openings_total")
                .help("How often sending to a mail server was stopped because it accepted no mail.")
                .labelNames("server")
                .withoutExemplars()
                .register(registry);
        holds = Counter.builder()
                .name("telltale_campaign_holds_total")
                .help("How often a campaign was held because too many of its recipients do not exist.")
                .withoutExemplars()
                .register(registry);
        circuitClosed(MailServer.MAIN);
    }

    /** Counts that sending to a mail server stopped because it accepts no mail. */
    void circuitOpened(String server) {
        circuitOpen.labelValues(server).set(1);
        circuitOpenings.labelValues(server).inc();
    }

    /** Records that a mail server accepts mail. */
    void circuitClosed(String server) {
        circuitOpen.labelValues(server).set(0);
        circuitOpenings.initLabelValues(server);
    }

    /** Counts that a campaign was held. */
    void campaignHeld() {
        holds.inc();
    }

    /**
     * Counts the end of an attempt.
     *
     * @param outcome of the SMTP conversation, or null if there was none
     * @param server the name of the mail server
     */
    public void count(AttemptResult attempt, @Nullable Outcome outcome, String server) {
        SmtpReply reply = outcome == null ? null : outcome.reply();
        attempts.labelValues(attempt.state().wireName(), replyClass(reply), enhanced(reply), reason(outcome), server)
                .inc();
    }

    private static String reason(@Nullable Outcome outcome) {
        FailureReason failure = outcome == null ? null : outcome.failure();
        return failure == null ? NONE : failure.wireName();
    }

    private static String replyClass(@Nullable SmtpReply reply) {
        if (reply == null) {
            return NONE;
        }
        return switch (reply.code() / 100) {
            case 2 -> "2xx";
            case 4 -> "4xx";
            case 5 -> "5xx";
            default -> "other";
        };
    }

    /** Class and subject of the enhanced status code: few values, whatever servers reply. */
    private static String enhanced(@Nullable SmtpReply reply) {
        if (reply == null || reply.enhancedStatus() == null) {
            return NONE;
        }
        Matcher status = CLASS_AND_SUBJECT.matcher(reply.enhancedStatus());
        return status.matches() ? status.group(1) : "other";
    }
}
