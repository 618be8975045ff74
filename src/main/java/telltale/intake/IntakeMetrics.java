package telltale.intake;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics of mail that came back, with mailboxes named by their setting. */
public final class IntakeMetrics {
    private IntakeMetrics() {}

    /**
     * Registers the metrics of mailboxes and of the listener.
     *
     * @param listener null if there is none
     */
    public static void register(
            PrometheusRegistry registry, Supplier<List<MailboxStatus>> mailboxes, @Nullable ListenerCounts listener) {
        CounterWithCallback.builder()
                .name("telltale_mailbox_mails_total")
                .help("Mails read from a mailbox.")
                .labelNames("mailbox")
                .callback(sample -> mailboxes.get().forEach(each -> sample.call((double) each.mails(), each.setting())))
                .register(registry);
        gauge("telltale_mailbox_failing", "1 while a mailbox cannot be read.")
                .callback(sample -> mailboxes.get().forEach(each -> sample.call(isFailing(each), each.setting())))
                .register(registry);
        gauge(
                        "telltale_mailbox_last_read_seconds",
                        "When a mailbox was last read to its end, as Unix time; 0 for never.")
                .callback(sample -> mailboxes.get().forEach(each -> sample.call(lastRead(each), each.setting())))
                .register(registry);
        if (listener != null) {
            register(registry, listener);
        }
    }

    private static void register(PrometheusRegistry registry, ListenerCounts listener) {
        CounterWithCallback.builder()
                .name("telltale_listener_mails_total")
                .help("Answers of the SMTP and LMTP listener to recipients and mails, by result.")
                .labelNames("result")
                .callback(sample -> {
                    sample.call((double) listener.stored(), "stored");
                    sample.call((double) listener.refused(), "refused");
                    sample.call((double) listener.deferred(), "deferred");
                })
                .register(registry);
    }

    private static GaugeWithCallback.Builder gauge(String name, String help) {
        return GaugeWithCallback.builder().name(name).help(help).labelNames("mailbox");
    }

    private static double isFailing(MailboxStatus status) {
        return status.error() == null ? 0 : 1;
    }

    private static double lastRead(MailboxStatus status) {
        Instant last = status.lastReadAt();
        return last == null ? 0 : last.getEpochSecond();
    }
}
