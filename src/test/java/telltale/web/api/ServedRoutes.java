package telltale.web.api;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import telltale.assessment.MailDomains;
import telltale.assessment.MxLookup;
import telltale.assessment.RejudgeService;
import telltale.dns.AddressGuard;
import telltale.dns.DnsAnswer;
import telltale.doctor.Doctor;
import telltale.doctor.bulk.BulkChecklist;
import telltale.doctor.delivery.DeliveryTest;
import telltale.doctor.delivery.Patience;
import telltale.doctor.http.GuardedHttp;
import telltale.domains.DnsRecords;
import telltale.domains.DomainAdministration;
import telltale.domains.KeyVault;
import telltale.keys.KeyIssuer;
import telltale.message.PreparedMessage;
import telltale.message.SenderFields;
import telltale.message.check.MessageChecks;
import telltale.message.check.SenderChecks;
import telltale.message.html.ClickUrls;
import telltale.message.html.RecipientLinks;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.model.IpRange;
import telltale.model.Mailbox;
import telltale.model.PrivacyProfile;
import telltale.model.ServerScope;
import telltale.recording.PooledHits;
import telltale.recording.RecordingMetrics;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.reports.ReportReview;
import telltale.sending.CampaignMails;
import telltale.sending.CircuitBreaker;
import telltale.sending.ExternalDelivery;
import telltale.sending.LinkDestinations;
import telltale.sending.MailServer;
import telltale.sending.MessageIntake;
import telltale.sending.PublicArchive;
import telltale.sending.RecipientConsents;
import telltale.sending.RecipientPreferences;
import telltale.sending.SendingLimits;
import telltale.sending.SendingMetrics;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.SentMails;
import telltale.sending.SubmissionService;
import telltale.sending.ViewPages;
import telltale.sessions.LocalSignIn;
import telltale.sessions.SignInAttempts;
import telltale.sessions.SignInLimits;
import telltale.sessions.SignInMetrics;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.settings.TrustedProxies;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.StoredMessage;
import telltale.token.CertificateMac;
import telltale.token.MessageIds;
import telltale.token.PoolTokens;
import telltale.token.SecretBox;
import telltale.token.Tokens;
import telltale.web.api.SessionApi.SignInWays;
import telltale.web.gate.Route;
import telltale.web.gate.RouteTable;
import telltale.web.gate.Routes;
import telltale.web.http.ClientAddress;
import telltale.web.http.HitReader;
import telltale.web.http.PageSessions;
import telltale.web.notifications.NotificationHandler;
import telltale.web.notifications.NotificationMetrics;
import telltale.web.ops.HealthHandler;
import telltale.web.ops.MetricsHandler;
import telltale.web.recipient.ClickHandler;
import telltale.web.recipient.ConsentHandler;
import telltale.web.recipient.PixelHandler;
import telltale.web.recipient.PixelImage;
import telltale.web.recipient.PixelMetrics;
import telltale.web.recipient.PreferencesHandler;
import telltale.web.recipient.PrivacyNotice;
import telltale.web.recipient.UnsubscribeHandler;
import telltale.web.recipient.ViewHandler;
import telltale.webhooks.EndpointSecrets;
import telltale.webhooks.EventComposer;
import telltale.webhooks.WebhookCounts;
import telltale.webhooks.WebhookService;
import telltale.webhooks.Webhooking;

/** The routes of an API that is served for tests: the application's own handlers, without a mail server. */
final class ServedRoutes {
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));

    private final ServedApi api;

    ServedRoutes(ServedApi api) {
        this.api = api;
    }

    /** The links of a recipient; those to unsubscribe and to the preferences lead nowhere. */
    static RecipientLinks links(Tokens tokens, DeliveryId id) {
        return new RecipientLinks(
                ServedApi.BASE + "/unsubscribe/x",
                ServedApi.BASE + "/preferences/x",
                ServedApi.BASE + "/consent/" + tokens.forConsent(id),
                ServedApi.BASE + "/view/" + tokens.forView(id));
    }

    Routes routes(Settings settings, PageSessions pages) {
        HitReader hits = new HitReader(new ClientAddress(TrustedProxies.NONE), api.clock, false);
        PublicArchive archive = new PublicArchive(api.store.archives(), api.store.messages(), api.clock, api.random);
        SignInWays ways = ways();
        PooledHits pooled = new PooledHits(
                api.events,
                api.store.pools(),
                new PoolTokens(api.signing),
                api.verdicts::isByPerson,
                PrivacyProfile.INDIVIDUAL);
        RecordingMetrics.register(api.registry, pooled);
        return new Routes(List.of(
                RouteTable.recipients(
                        new PixelHandler(
                                api.events,
                                pooled,
                                api.tokens,
                                PixelImage.invisible(),
                                hits,
                                new PixelMetrics(api.registry)),
                        new ClickHandler(api.events, pooled, api.tokens, hits),
                        new UnsubscribeHandler(api.tokens, new RecipientPreferences(api.store, api.clock)),
                        new PreferencesHandler(api.tokens, new RecipientPreferences(api.store, api.clock)),
                        new ConsentHandler(api.tokens, new RecipientConsents(api.store, api.clock), api.clock),
                        new ViewHandler(api.tokens, views()::page, archive::page),
                        PrivacyNotice.of(settings)),
                RouteTable.operations(
                        new HealthHandler(
                                api.events,
                                api.spool,
                                settings,
                                api.supervisor,
                                () -> api.mailServerFault,
                                () -> api.mailboxes,
                                api.verdicts::rulesetVersion,
                                api.store.copy(),
                                api.store.upkeep(),
                                api.access),
                        new MetricsHandler(api.registry, api.access),
                        new DoctorApi(
                                new Doctor(
                                        () -> api.checks,
                                        BulkChecklist::of,
                                        Duration.ofSeconds(10),
                                        api.clock,
                                        api.supervisor),
                                new DeliveryTest(
                                        api.store.testDeliveries(),
                                        null,
                                        null,
                                        new GuardedHttp((name, type) -> new DnsAnswer.Failed("off")),
                                        report -> DoctorTestJson.object(report).toString(),
                                        Patience.DEFAULT,
                                        api.clock,
                                        api.random,
                                        api.supervisor),
                                api.store.testDeliveries())),
                RouteTable.sending(
                        new TrackApi(
                                (mail, notifyAddress) -> {
                                    throw new SendingNotConfiguredException("MAIL_SERVER");
                                },
                                this::submissions,
                                null,
                                api.store.topics()::named),
                        new MessagesApi(
                                this::submissions,
                                api.store.messages(),
                                api.store.messageViews(),
                                api.store.templates(),
                                api.store.topics(),
                                new RecipientSources(
                                        api.store.persons(), new MailDomains(ServedRoutes::reachability, api.clock)),
                                new MessagesApi.Limits(2_000, 100_000, 5),
                                api.clock),
                        new OutboxApi(api.store.messages()),
                        new TemplatesApi(api.store.templates(), api.clock),
                        100_000),
                RouteTable.reports(
                        api::awaitStored,
                        new DeliveriesApi(
                                new DeliveryList(
                                        api.store,
                                        new MessageIds(api.signing),
                                        api.tokens,
                                        settings.privacy(),
                                        api.exports),
                                api.store,
                                api.store.reports(),
                                api.verdicts,
                                new ExternalDelivery(
                                        api.store, api.tailor(), api.tokens::forPixel, api.clock, api.random),
                                new LinkDestinations(api.store.messages(), api.tailor()),
                                api.clock),
                        new DeliveryMailApi(
                                api.store,
                                new SentMails(
                                        api.store,
                                        api.tailor(),
                                        (from, mail) -> new ClickUrls(
                                                ServedApi.BASE, link -> api.tokens.forLink(mail.delivery(), link)),
                                        Duration.ofDays(1),
                                        Duration.ofDays(30))),
                        new ArchivesApi(archive, new CampaignMails(api.store.messages(), api.tailor()), ServedApi.BASE),
                        new CampaignsApi(api.store, api.clock),
                        new ComparisonApi(api.store, api.clock),
                        new RecountApi(api.store),
                        new RejudgeApi(
                                new RejudgeService(api.store.judgements(), api.verdicts),
                                RejudgeService.Announcer.NONE),
                        new EventsApi(api.store.eventHistory(), api.eventVerdicts, api.exports),
                        new EventStreamApi(api.streams, api.access)),
                RouteTable.statistics(new StatsApi(api.store, PrivacyProfile.INDIVIDUAL, api.clock)),
                RouteTable.inbound(inbound()),
                RouteTable.notifications(new NotificationHandler(
                        api.providers, intake(), new NotificationMetrics(api.registry), api.clock)),
                RouteTable.persons(
                        api::awaitStored,
                        new SuppressionsApi(api.store.persons(), api.exports, api.clock),
                        new ConsentsApi(api.store.consents(), api.store.persons(), api.exports, api.clock),
                        new ConsentRequestsApi(
                                this::submissions, api.store.consents().requests(), api.clock, api.random),
                        new TopicsApi(api.store.topics()),
                        new PersonsApi(
                                api.store, api.verdicts, new CertificateMac(api.signing), erasure -> {}, api.clock)),
                RouteTable.audit(
                        new AuditApi(api.audit, address -> Optional.of(api.persons.keyOf(address)), Optional::empty),
                        new DeletionsApi(api.store.deletions())),
                RouteTable.administration(
                        new CorrectionsApi(api.store),
                        new NetworksApi(api.networks, api.clock),
                        new KeysApi(new KeyIssuer(api.store.apiKeys(), api.clock, api.random), api.keys::refresh),
                        new SessionApi(pages, api.access, ways, 1_000_000),
                        new SessionsApi(pages, api.access, api.links, null, false),
                        new SettingsApi(settings.effective()),
                        new ServersApi(servers(), api.store.sendingQuota(), api.store.paces(), api.clock),
                        new DomainsApi(
                                new DomainAdministration(
                                        api.store.senderDomains(),
                                        new KeyVault(api.signing),
                                        (name, type) -> api.dns.ask(name, type),
                                        () -> {},
                                        api.clock),
                                new DnsRecords(
                                        PixelUrl.parse(ServedApi.BASE + "/pixel"),
                                        "mail.example.com",
                                        "smtp.example.com",
                                        true)),
                        new OpenApiDocument()),
                webhooks(),
                RouteTable.openId(new OidcApi(null, pages, ways))));
    }

    private List<Route> webhooks() {
        WebhookService service = webhooking().service();
        WebhooksApi endpoints = new WebhooksApi(api.store.webhooks(), api.store.webhookQueue(), service);
        return RouteTable.webhooks(
                endpoints,
                new WebhookAttemptsApi(endpoints, api.store.webhooks(), api.store.webhookQueue(), service, api.clock));
    }

    /** Webhooks to any port of this machine. */
    private Webhooking webhooking() {
        return new Webhooking(
                api.store,
                new EventComposer(api.verdicts, new WebhookPayloads(api.eventVerdicts)),
                new SecretBox(api.signing, EndpointSecrets.PURPOSE, new SecureRandom()),
                new AddressGuard(List.of(IpRange.parse("127.0.0.0/8")), Set.of(api.receiver.port())),
                WebhookCounts.NONE,
                api.clock,
                api.supervisor);
    }

    private static MxLookup.Reachability reachability(String domain) {
        return domain.endsWith(".invalid") ? MxLookup.Reachability.NO_DOMAIN : MxLookup.Reachability.REACHABLE;
    }

    private SignInWays ways() {
        return new SignInWays(
                new LocalSignIn(ServedApi.SIGN_IN_CODE, api.clock),
                api.links,
                new SignInAttempts(new SignInLimits(api.clock), new SignInMetrics(api.registry)),
                new ClientAddress(TrustedProxies.NONE),
                ServedApi.SESSIONS.max(),
                false,
                false,
                false);
    }

    private SubmissionService submissions() {
        return new SubmissionService(
                api.store,
                new StoringIntake(),
                SHOP,
                List.of(),
                SenderFields.NONE,
                null,
                checks(),
                api.clock,
                api.random);
    }

    /** Two mail servers, which get no mail. */
    private List<MailServer> servers() {
        SendingMetrics metrics = new SendingMetrics(new PrometheusRegistry());
        return Stream.of("relay", "main")
                .map(name -> new MailServer(
                        name,
                        name + ".example.com:587",
                        2,
                        new ServerScope(List.of("example.com"), List.of("news-*")),
                        new SendingLimits(4, 10, 100),
                        message -> {
                            throw new AssertionError("nothing is sent");
                        },
                        new CircuitBreaker(name, metrics, api.clock, api.random)))
                .toList();
    }

    /** Stores deliveries, which nothing sends. */
    private final class StoringIntake implements MessageIntake {
        @Override
        public void check(StoredMessage message) {}

        @Override
        public List<EnqueueResult> add(
                StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> deliveries) {
            return api.store.outbox().enqueue(message, position, deliveries);
        }
    }

    private ViewPages views() {
        return new ViewPages(
                api.store.messageViews(),
                api.store.messages(),
                api.tailor(),
                (from, mail) -> new ClickUrls(
                        ServedApi.BASE, link -> api.tokens.forViewLink(mail.delivery(), link, mail.profile())));
    }

    private ReportIntake intake() {
        return new ReportIntake(
                api.returnTokens,
                new MessageIds(api.signing),
                api.store.reports(),
                true,
                Forwarding.OFF,
                report -> {},
                api.clock,
                api.random);
    }

    private InboundApi inbound() {
        ReportIntake intake = intake();
        return new InboundApi(api.store.reports(), intake, new ReportReview(api.store.reports(), intake), api.exports);
    }

    private MessageChecks checks() {
        SenderChecks.Setup setup =
                new SenderChecks.Setup("example.com", Set.of("example.com"), new Host("mail.example.com"), true);
        return new MessageChecks(api.tailor(), new SenderChecks(any -> setup, "freemail.example"::equals));
    }
}
