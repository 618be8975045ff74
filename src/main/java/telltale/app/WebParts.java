package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.assessment.MailDomains;
import telltale.assessment.RejudgeService;
import telltale.keys.KeyIssuer;
import telltale.message.Personalizer;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;
import telltale.recording.EventLog;
import telltale.sending.CampaignMails;
import telltale.sending.ExternalDelivery;
import telltale.sending.LinkDestinations;
import telltale.sending.MailServers;
import telltale.sending.PublicArchive;
import telltale.sending.RecipientConsents;
import telltale.sending.RecipientPreferences;
import telltale.sending.SentMails;
import telltale.sending.ViewPages;
import telltale.sending.ViewResult;
import telltale.settings.OutboxSettings;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.sns.SnsHttp;
import telltale.store.Store;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.Tokens;
import telltale.web.api.ArchivesApi;
import telltale.web.api.AuditApi;
import telltale.web.api.CampaignsApi;
import telltale.web.api.ComparisonApi;
import telltale.web.api.ConsentRequestsApi;
import telltale.web.api.ConsentsApi;
import telltale.web.api.CorrectionsApi;
import telltale.web.api.DeletionsApi;
import telltale.web.api.DeliveriesApi;
import telltale.web.api.DeliveryList;
import telltale.web.api.DeliveryMailApi;
import telltale.web.api.DoctorApi;
import telltale.web.api.DomainsApi;
import telltale.web.api.EventStreamApi;
import telltale.web.api.EventsApi;
import telltale.web.api.InboundApi;
import telltale.web.api.KeysApi;
import telltale.web.api.MessagesApi;
import telltale.web.api.NetworksApi;
import telltale.web.api.OpenApiDocument;
import telltale.web.api.OutboxApi;
import telltale.web.api.PersonsApi;
import telltale.web.api.RecipientSources;
import telltale.web.api.RecountApi;
import telltale.web.api.RejudgeApi;
import telltale.web.api.ServersApi;
import telltale.web.api.SettingsApi;
import telltale.web.api.StatsApi;
import telltale.web.api.SuppressionsApi;
import telltale.web.api.TemplatesApi;
import telltale.web.api.TopicsApi;
import telltale.web.api.TrackApi;
import telltale.web.gate.ErrorServlet;
import telltale.web.gate.FatalErrors;
import telltale.web.gate.RequestAudit;
import telltale.web.gate.RequestGate;
import telltale.web.gate.RequestLimits;
import telltale.web.gate.Route;
import telltale.web.gate.RouteTable;
import telltale.web.gate.Router;
import telltale.web.gate.Routes;
import telltale.web.http.ClientAddress;
import telltale.web.http.Exports;
import telltale.web.http.HitReader;
import telltale.web.http.SecurityHeaders;
import telltale.web.notifications.NotificationHandler;
import telltale.web.notifications.NotificationMetrics;
import telltale.web.notifications.Providers;
import telltale.web.ops.HealthHandler;
import telltale.web.ops.MetricsHandler;
import telltale.web.recipient.ClickHandler;
import telltale.web.recipient.ConsentHandler;
import telltale.web.recipient.PixelHandler;
import telltale.web.recipient.PixelMetrics;
import telltale.web.recipient.PreferencesHandler;
import telltale.web.recipient.PrivacyNotice;
import telltale.web.recipient.UnsubscribeHandler;
import telltale.web.recipient.ViewHandler;

/** The filters and servlets. */
final class WebParts {
    /** The time that a report waits for earlier hits. */
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(1);

    final SecurityHeaders securityHeaders = new SecurityHeaders();
    final ErrorServlet errors = new ErrorServlet();
    final RequestGate gate;
    final Routes routes;
    final Router router;

    WebParts(
            Settings settings,
            RecordingParts recording,
            DomainParts domains,
            SignInParts signingIn,
            SendingParts sending,
            InboundParts inbound,
            StreamParts stream,
            WebhookParts webhooks,
            PixelAppearance appearance,
            Clock clock,
            Supervisor supervisor,
            Deadlines deadlines,
            PrometheusRegistry registry) {
        Store store = recording.store;
        EventLog events = recording.events;
        PublicArchive archive = new PublicArchive(store.archives(), store.messages(), clock, new SecureRandom());
        TrackApi track = new TrackApi(
                sending.submission.tracker(),
                sending.submission.submission(),
                settings.defaultTo(),
                name -> store.topics().named(name));
        Exports exports = new Exports(deadlines, store.shards());
        routes = new Routes(List.of(
                recipients(
                        settings, recording, domains, sending, archive, appearance, clock, new PixelMetrics(registry)),
                RouteTable.operations(
                        new HealthHandler(
                                events,
                                recording.spool,
                                settings,
                                supervisor,
                                sending::mailServerFault,
                                inbound::mailboxes,
                                recording.assessment::rulesetVersion,
                                store.copy(),
                                store.upkeep(),
                                recording.access),
                        new MetricsHandler(registry, recording.access),
                        new DoctorApi(
                                DoctorParts.doctor(
                                        settings,
                                        store,
                                        domains.directory::all,
                                        recording.tokens,
                                        sending.tokens,
                                        clock,
                                        supervisor),
                                DoctorParts.deliveryTest(settings, recording, sending, appearance, clock, supervisor),
                                store.testDeliveries())),
                RouteTable.sending(
                        track,
                        messages(settings.outbox(), sending, store, recording.domains, clock),
                        new OutboxApi(store.messages()),
                        new TemplatesApi(store.templates(), clock),
                        settings.outbox().maxMessageSize()),
                RouteTable.reports(
                        () -> {
                            recording.pooled.storeNow();
                            events.awaitStored(STORE_TIMEOUT);
                        },
                        deliveries(recording, sending.personalizer, settings.privacy(), exports, clock),
                        new DeliveryMailApi(store, sentMails(settings, recording, domains, sending)),
                        new ArchivesApi(archive, mails(recording.store, sending.personalizer), base(settings)),
                        new CampaignsApi(store, clock),
                        new ComparisonApi(store, clock),
                        new RecountApi(store),
                        new RejudgeApi(
                                new RejudgeService(store.judgements(), recording.assessment), webhooks.announcer),
                        new EventsApi(store.eventHistory(), stream.verdicts, exports),
                        new EventStreamApi(stream.streams, recording.access)),
                RouteTable.statistics(new StatsApi(store, settings.privacy(), clock)),
                RouteTable.inbound(new InboundApi(store.reports(), inbound.intake, inbound.review, exports)),
                RouteTable.notifications(new NotificationHandler(
                        Providers.of(settings.inbound().notifications(), new SnsHttp(), clock),
                        inbound.intake,
                        new NotificationMetrics(registry),
                        clock)),
                RouteTable.persons(
                        () -> events.awaitStored(STORE_TIMEOUT),
                        new SuppressionsApi(store.persons(), exports, clock),
                        new ConsentsApi(store.consents(), store.persons(), exports, clock),
                        new ConsentRequestsApi(
                                sending.submission.submission(),
                                store.consents().requests(),
                                clock,
                                new SecureRandom()),
                        new TopicsApi(store.topics()),
                        new PersonsApi(
                                store, recording.assessment, recording.certificates, recording.erasures::add, clock)),
                RouteTable.audit(
                        new AuditApi(recording.audit.log, recording.audit.persons, recording.audit::keptHead),
                        new DeletionsApi(store.deletions())),
                RouteTable.administration(
                        new CorrectionsApi(store),
                        new NetworksApi(recording.networks, clock),
                        keys(settings, recording, clock),
                        signingIn.sessionApi(),
                        signingIn.sessionsApi(),
                        new SettingsApi(settings.effective()),
                        new ServersApi(
                                sending.servers.map(MailServers::all).orElse(List.of()),
                                store.sendingQuota(),
                                store.paces(),
                                clock),
                        new DomainsApi(domains.administration, domains.records),
                        new OpenApiDocument()),
                RouteTable.webhooks(webhooks.endpoints, webhooks.attempts),
                RouteTable.openId(signingIn.oidcApi())));
        ClientAddress clients = new ClientAddress(settings.trustedProxies());
        router = new Router(
                routes,
                new RequestAudit(recording.audit.log, clients, recording.audit.persons),
                store.shards(),
                track::stop);
        gate = new RequestGate(
                routes,
                recording.access,
                recording.tokens,
                new RequestLimits(settings.access().requestsPerMinute(), clients),
                new FatalErrors(supervisor::noteIfOutOfMemory),
                deadlines);
    }

    private static List<Route> recipients(
            Settings settings,
            RecordingParts recording,
            DomainParts domains,
            SendingParts sending,
            PublicArchive archive,
            PixelAppearance appearance,
            Clock clock,
            PixelMetrics metrics) {
        EventLog events = recording.events;
        Tokens tokens = recording.tokens;
        PixelUrl pixelUrl = settings.pixelUrl();
        HitReader hits = new HitReader(
                new ClientAddress(settings.trustedProxies()), clock, pixelUrl != null && pixelUrl.isCleartext());
        RecipientPreferences choices = new RecipientPreferences(recording.store, clock);
        return RouteTable.recipients(
                new PixelHandler(events, recording.pooled, tokens, appearance.image(), hits, metrics),
                new ClickHandler(events, recording.pooled, tokens, hits),
                new UnsubscribeHandler(tokens, choices),
                new PreferencesHandler(tokens, choices),
                new ConsentHandler(tokens, new RecipientConsents(recording.store, clock), clock),
                new ViewHandler(tokens, views(settings, recording, domains, sending), archive::page),
                PrivacyNotice.of(settings));
    }

    private static Function<DeliveryId, ViewResult> views(
            Settings settings, RecordingParts recording, DomainParts domains, SendingParts sending) {
        PixelUrl pixelUrl = settings.pixelUrl();
        if (pixelUrl == null || sending.personalizer == null) {
            return delivery -> new ViewResult.Unavailable();
        }
        Store store = recording.store;
        return new ViewPages(
                store.messageViews(),
                store.messages(),
                sending.personalizer,
                (from, mail) -> domains.viewClicks(pixelUrl, from, mail))::page;
    }

    private static @Nullable SentMails sentMails(
            Settings settings, RecordingParts recording, DomainParts domains, SendingParts sending) {
        PixelUrl pixelUrl = settings.pixelUrl();
        return pixelUrl == null || sending.personalizer == null
                ? null
                : new SentMails(
                        recording.store,
                        sending.personalizer,
                        (from, mail) -> domains.clicks(pixelUrl, from, mail),
                        settings.outbox().contentRetention(),
                        settings.outbox().viewRetention());
    }

    private static @Nullable CampaignMails mails(Store store, @Nullable Personalizer personalizer) {
        return personalizer == null ? null : new CampaignMails(store.messages(), personalizer);
    }

    private static @Nullable String base(Settings settings) {
        PixelUrl pixelUrl = settings.pixelUrl();
        return pixelUrl == null ? null : pixelUrl.base();
    }

    /** The API that changes API keys, which are accepted from now on. */
    private static KeysApi keys(Settings settings, RecordingParts recording, Clock clock) {
        recording.access.accept(recording.keys, recording.keyUses, new ClientAddress(settings.trustedProxies()));
        return new KeysApi(
                new KeyIssuer(recording.store.apiKeys(), clock, new SecureRandom()), recording.keys::refresh);
    }

    private static MessagesApi messages(
            OutboxSettings limits, SendingParts sending, Store store, MailDomains domains, Clock clock) {
        return new MessagesApi(
                sending.submission.submission(),
                store.messages(),
                store.messageViews(),
                store.templates(),
                store.topics(),
                new RecipientSources(store.persons(), domains),
                new MessagesApi.Limits(limits.maxRecipients(), limits.maxMessageSize(), limits.maxCustomHeaders()),
                clock);
    }

    private static DeliveriesApi deliveries(
            RecordingParts recording,
            @Nullable Personalizer personalizer,
            PrivacyProfile privacy,
            Exports exports,
            Clock clock) {
        Store store = recording.store;
        return new DeliveriesApi(
                new DeliveryList(store, recording.messageIds, recording.tokens, privacy, exports),
                store,
                store.reports(),
                recording.assessment,
                personalizer == null
                        ? null
                        : new ExternalDelivery(
                                store,
                                personalizer,
                                id -> recording.tokens.forPixel(id, privacy),
                                clock,
                                new SecureRandom()),
                personalizer == null ? null : new LinkDestinations(store.messages(), personalizer),
                clock);
    }
}
