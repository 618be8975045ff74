package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.settings.Settings;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadMetrics;

/** All of Telltale, created from its settings. */
public final class Application implements AutoCloseable {
    private final Lifecycle lifecycle;
    final WebParts web;

    /**
     * Creates all parts, and then starts them.
     *
     * @param signInCode the code in the link by which a browser on this machine signs in once; null if there is no link
     * @param outOfMemory called with the OutOfMemoryError of a background thread; it may end the process
     * @throws StartupException with instructions for the operator; nothing is left running then
     */
    public static Application start(
            Settings settings, @Nullable String signInCode, Consumer<? super OutOfMemoryError> outOfMemory) {
        Application application = new Application(settings, signInCode, outOfMemory);
        application.lifecycle.start();
        return application;
    }

    private Application(
            Settings settings, @Nullable String signInCode, Consumer<? super OutOfMemoryError> outOfMemory) {
        Supervisor supervisor = new Supervisor(outOfMemory);
        lifecycle = new Lifecycle(supervisor);
        Deadlines deadlines = lifecycle.closeLater(new Deadlines(supervisor));
        try {
            Clock clock = Clock.systemUTC();
            // Not the static one: another web application or a redeployed one may use it, too.
            PrometheusRegistry registry = new PrometheusRegistry();
            ThreadMetrics.register(registry, supervisor);
            PixelAppearance appearance = PixelAppearance.of(settings);
            RecordingParts recording = new RecordingParts(settings, clock, supervisor, lifecycle, registry);
            DomainParts domains = new DomainParts(settings, recording, appearance, clock, lifecycle);
            SendingParts sending =
                    new SendingParts(settings, recording, domains, clock, supervisor, deadlines, lifecycle, registry);
            InboundParts inbound = new InboundParts(
                    settings,
                    recording,
                    sending.forwarding,
                    sending.feedback(),
                    sending.tokens,
                    clock,
                    supervisor,
                    lifecycle,
                    registry);
            SubmissionParts.open(settings, recording.access, sending.submission.submission(), lifecycle, registry);
            StreamParts stream = new StreamParts(recording, lifecycle, registry);
            WebhookParts webhooks = new WebhookParts(
                    settings.webhooks(), recording, stream.verdicts, clock, supervisor, lifecycle, registry);
            SignInParts signingIn =
                    new SignInParts(settings, signInCode, recording, clock, deadlines, lifecycle, registry);
            web = new WebParts(
                    settings,
                    recording,
                    domains,
                    signingIn,
                    sending,
                    inbound,
                    stream,
                    webhooks,
                    appearance,
                    clock,
                    supervisor,
                    deadlines,
                    registry);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Closes all parts, the last first: queued hits are stored before the database is closed. */
    @Override
    public void close() {
        lifecycle.close();
    }
}
