package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import telltale.assessment.EventVerdicts;
import telltale.dns.AddressGuard;
import telltale.settings.WebhookSettings;
import telltale.store.Store;
import telltale.supervision.Supervisor;
import telltale.token.SecretBox;
import telltale.web.api.WebhookAttemptsApi;
import telltale.web.api.WebhookPayloads;
import telltale.web.api.WebhooksApi;
import telltale.webhooks.EndpointSecrets;
import telltale.webhooks.EventComposer;
import telltale.webhooks.VerdictAnnouncer;
import telltale.webhooks.WebhookDispatcher;
import telltale.webhooks.WebhookMetrics;
import telltale.webhooks.Webhooking;

/** The parts that send events to webhooks. */
final class WebhookParts {
    final WebhooksApi endpoints;
    final WebhookAttemptsApi attempts;
    final VerdictAnnouncer announcer;

    WebhookParts(
            WebhookSettings settings,
            RecordingParts recording,
            EventVerdicts verdicts,
            Clock clock,
            Supervisor supervisor,
            Lifecycle lifecycle,
            PrometheusRegistry registry) {
        Store store = recording.store;
        EventComposer composer = new EventComposer(recording.assessment, new WebhookPayloads(verdicts));
        announcer = new VerdictAnnouncer(store.webhookEvents(), composer, clock);
        Webhooking webhooking = new Webhooking(
                store,
                composer,
                new SecretBox(recording.signing, EndpointSecrets.PURPOSE, new SecureRandom()),
                new AddressGuard(settings.networks(), settings.ports()),
                new WebhookMetrics(registry),
                clock,
                supervisor);
        endpoints = new WebhooksApi(store.webhooks(), store.webhookQueue(), webhooking.service());
        attempts =
                new WebhookAttemptsApi(endpoints, store.webhooks(), store.webhookQueue(), webhooking.service(), clock);
        WebhookDispatcher dispatcher = lifecycle.closeLater(webhooking.dispatcher());
        lifecycle.schedule("webhooks", Duration.ZERO, dispatcher::step);
        lifecycle.schedule("webhook-events", Duration.ZERO, webhooking::compose);
        lifecycle.schedule("webhook-retention", Duration.ofMinutes(1), webhooking::deleteOld);
    }
}
