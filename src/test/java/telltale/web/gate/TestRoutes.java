package telltale.web.gate;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import telltale.model.PrivacyProfile;
import telltale.settings.NotificationSettings;
import telltale.settings.Secret;
import telltale.sns.SnsHttp;
import telltale.web.api.ArchivesApi;
import telltale.web.api.AuditApi;
import telltale.web.api.CampaignsApi;
import telltale.web.api.ComparisonApi;
import telltale.web.api.ConsentRequestsApi;
import telltale.web.api.ConsentsApi;
import telltale.web.api.CorrectionsApi;
import telltale.web.api.DeletionsApi;
import telltale.web.api.DeliveriesApi;
import telltale.web.api.DeliveryMailApi;
import telltale.web.api.DoctorApi;
import telltale.web.api.DomainsApi;
import telltale.web.api.EventStreamApi;
import telltale.web.api.EventsApi;
import telltale.web.api.InboundApi;
import telltale.web.api.KeysApi;
import telltale.web.api.MessagesApi;
import telltale.web.api.NetworksApi;
import telltale.web.api.OidcApi;
import telltale.web.api.OpenApiDocument;
import telltale.web.api.OutboxApi;
import telltale.web.api.PersonsApi;
import telltale.web.api.RecountApi;
import telltale.web.api.RejudgeApi;
import telltale.web.api.ServersApi;
import telltale.web.api.SessionApi;
import telltale.web.api.SessionsApi;
import telltale.web.api.SettingsApi;
import telltale.web.api.StatsApi;
import telltale.web.api.SuppressionsApi;
import telltale.web.api.TemplatesApi;
import telltale.web.api.TopicsApi;
import telltale.web.api.TrackApi;
import telltale.web.api.WebhookAttemptsApi;
import telltale.web.api.WebhooksApi;
import telltale.web.notifications.NotificationHandler;
import telltale.web.notifications.NotificationMetrics;
import telltale.web.notifications.Providers;
import telltale.web.ops.HealthHandler;
import telltale.web.ops.MetricsHandler;
import telltale.web.recipient.ClickHandler;
import telltale.web.recipient.ConsentHandler;
import telltale.web.recipient.PixelHandler;
import telltale.web.recipient.PreferencesHandler;
import telltale.web.recipient.PrivacyNotice;
import telltale.web.recipient.UnsubscribeHandler;
import telltale.web.recipient.ViewHandler;

/** The table of routes, for tests that call no handler. */
@NullUnmarked
final class TestRoutes {
    static final int MAX_MESSAGE_BYTES = 100_000;

    private TestRoutes() {}

    static Routes withoutHandlers() {
        return new Routes(List.of(
                RouteTable.recipients(
                        new PixelHandler(null, null, null, null, null, null),
                        new ClickHandler(null, null, null, null),
                        new UnsubscribeHandler(null, null),
                        new PreferencesHandler(null, null),
                        new ConsentHandler(null, null, null),
                        new ViewHandler(null, null, null),
                        new PrivacyNotice(new PrivacyNotice.Facts(PrivacyProfile.NONE, Duration.ZERO, null))),
                RouteTable.operations(
                        new HealthHandler(
                                null, null, null, null, null, null, null, Optional.empty(), Optional.empty(), null),
                        new MetricsHandler(new PrometheusRegistry(), null),
                        new DoctorApi(null, null, null)),
                RouteTable.sending(
                        new TrackApi(null, null, null, null),
                        new MessagesApi(null, null, null, null, null, null, null, null),
                        new OutboxApi(null),
                        new TemplatesApi(null, null),
                        MAX_MESSAGE_BYTES),
                RouteTable.reports(
                        () -> {},
                        new DeliveriesApi(null, null, null, null, null, null, null),
                        new DeliveryMailApi(null, null),
                        new ArchivesApi(null, null, null),
                        new CampaignsApi(null, null),
                        new ComparisonApi(null, null),
                        new RecountApi(null),
                        new RejudgeApi(null, null),
                        new EventsApi(null, null, null),
                        new EventStreamApi(null, null)),
                RouteTable.statistics(new StatsApi(null, PrivacyProfile.INDIVIDUAL, null)),
                RouteTable.inbound(new InboundApi(null, null, null, null)),
                RouteTable.notifications(new NotificationHandler(
                        Providers.of(
                                new NotificationSettings(
                                        null, null, new Secret("a-key"), NotificationSettings.Logins.NONE),
                                new SnsHttp(),
                                Clock.systemUTC()),
                        null,
                        new NotificationMetrics(new PrometheusRegistry()),
                        null)),
                RouteTable.persons(
                        () -> {},
                        new SuppressionsApi(null, null, null),
                        new ConsentsApi(null, null, null, null),
                        new ConsentRequestsApi(null, null, null, null),
                        new TopicsApi(null),
                        new PersonsApi(null, null, null, null, null)),
                RouteTable.audit(new AuditApi(null, null, null), new DeletionsApi(null)),
                RouteTable.administration(
                        new CorrectionsApi(null),
                        new NetworksApi(null, null),
                        new KeysApi(null, null),
                        new SessionApi(null, null, null, MAX_MESSAGE_BYTES),
                        new SessionsApi(null, null, null, null, false),
                        new SettingsApi(List.of()),
                        new ServersApi(List.of(), null, null, null),
                        new DomainsApi(null, null),
                        new OpenApiDocument()),
                RouteTable.webhooks(
                        new WebhooksApi(null, null, null), new WebhookAttemptsApi(null, null, null, null, null)),
                RouteTable.openId(new OidcApi(null, null, null))));
    }
}
