package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.domains.SenderDomain;
import telltale.judging.ConsumerDomains;
import telltale.message.Personalizer;
import telltale.message.SenderFields;
import telltale.message.check.MessageChecks;
import telltale.message.check.SenderChecks;
import telltale.message.html.NoticeFooter;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.oauth.AccessTokens;
import telltale.pace.PaceMetrics;
import telltale.pace.Pacer;
import telltale.pace.Pacing;
import telltale.pace.ProviderNames;
import telltale.pace.ReportFeedback;
import telltale.reports.AuthorAddress;
import telltale.reports.Forwarding;
import telltale.reports.ReplyForwarding;
import telltale.sending.CampaignGuard;
import telltale.sending.CircuitBreaker;
import telltale.sending.ImmediateSender;
import telltale.sending.MailServer;
import telltale.sending.MailServers;
import telltale.sending.OpenNotifier;
import telltale.sending.OutboundQueue;
import telltale.sending.Preparations;
import telltale.sending.ReplyForwarder;
import telltale.sending.RetrySchedule;
import telltale.sending.SendingMetrics;
import telltale.sending.SubmissionService;
import telltale.settings.OAuthSettings;
import telltale.settings.PixelUrl;
import telltale.settings.ReplyTarget;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;
import telltale.smtp.SmtpMetrics;
import telltale.store.NewReport;
import telltale.store.Store;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.ReturnTokens;

/** The parts that send mail: personalization, submission, the outbound queue, and notifications. */
final class SendingParts {
    private static final Logger log = LoggerFactory.getLogger(SendingParts.class);
    private static final String NOTICES = "notices";
    private static final String CAMPAIGNS = "campaign holds";

    final MailSubmission submission;
    /** Personalizes mail, or null without a public address. */
    final @Nullable Personalizer personalizer;
    /** Decides which replies are forwarded. */
    final Forwarding forwarding;
    /** The access tokens of the account that sends mail, or null if it has none. */
    final @Nullable AccessTokens tokens;
    /** The mail servers; empty if no mail can be sent. */
    final Optional<MailServers> servers;
    /** The configuration for sending mail. */
    final OutgoingMail outgoing;

    /** The pace of mail to each provider; empty if it is not limited. */
    final Optional<Pacing> pacing;

    private final Settings settings;
    private final Store store;
    private final DomainParts domains;
    private final Clock clock;
    private final Supervisor supervisor;
    private final Deadlines deadlines;
    private final Lifecycle lifecycle;
    private final SendingMetrics metrics;

    SendingParts(
            Settings settings,
            RecordingParts recording,
            DomainParts domains,
            Clock clock,
            Supervisor supervisor,
            Deadlines deadlines,
            Lifecycle lifecycle,
            PrometheusRegistry registry) {
        this.settings = settings;
        this.store = recording.store;
        this.domains = domains;
        this.clock = clock;
        this.supervisor = supervisor;
        this.deadlines = deadlines;
        this.lifecycle = lifecycle;
        this.metrics = new SendingMetrics(registry);
        PixelUrl pixelUrl = settings.pixelUrl();
        personalizer = pixelUrl == null ? null : personalizer(pixelUrl);
        tokens = tokens(settings.smtp(), recording);
        outgoing = OutgoingMail.of(settings, tokens, domains.directory, clock, supervisor, new SmtpMetrics(registry));
        pacing = settings.outbox().isPaced() ? Optional.of(pacing(registry)) : Optional.empty();
        servers = outgoing instanceof OutgoingMail.Ready ready ? Optional.of(servers(ready)) : Optional.empty();
        submission = outgoing.submission(mail -> submission(mail, personalizer(mail.pixelUrl())));
        forwarding = forwarding(outgoing, recording);
    }

    private @Nullable AccessTokens tokens(@Nullable SmtpServer server, RecordingParts recording) {
        SmtpServer.Login login = server == null ? null : server.login();
        OAuthSettings oauth = login == null ? null : login.oauth();
        return login == null || oauth == null
                ? null
                : new AccessTokens(oauth, login.user(), store.oauthTokens(), recording.signing, deadlines, clock);
    }

    private Pacing pacing(PrometheusRegistry registry) {
        ProviderNames providers =
                new ProviderNames(settings.dns().isOn() ? RecordingParts.mailServers(settings) : null, clock);
        Pacing created = new Pacing(store.paces(), providers::of, new PaceMetrics(registry), clock);
        lifecycle.schedule("pace", Duration.ZERO, created::step);
        lifecycle.schedule("pace-providers", Duration.ZERO, providers::step);
        return created;
    }

    private Pacer pacer() {
        return pacing.map(Pacer.class::cast).orElse(Pacer.OFF);
    }

    /** Learns the pace of providers from reports. */
    Consumer<NewReport> feedback() {
        String first = servers.map(all -> all.all().get(0).name()).orElse(MailServer.MAIN);
        return pacing.<Consumer<NewReport>>map(known -> new ReportFeedback(store, known, first, clock))
                .orElse(report -> {});
    }

    /** A sentence about mail servers that accept no login or no mail; empty while there is no such fault. */
    Optional<String> mailServerFault() {
        return Optional.ofNullable(tokens)
                .flatMap(AccessTokens::problem)
                .or(() -> servers.flatMap(MailServers::outage));
    }

    private Personalizer personalizer(PixelUrl pixelUrl) {
        String footer = settings.notice().footer();
        return new Personalizer(
                domains.defaultAddresses(pixelUrl),
                domains.addresses(pixelUrl),
                settings.footer(),
                footer == null ? null : new NoticeFooter(footer),
                settings.privacy());
    }

    private MailSubmission submission(OutgoingMail.Ready mail, Personalizer personalizer) {
        RandomGenerator random = new SecureRandom();
        mail.servers().forEach(server -> lifecycle.closeLater(server.sender()));
        OutboundQueue queue = queue(personalizer, random);
        notifyBy(queue, mail, random);
        guardCampaigns(queue);
        forwardReplies(mail, random);
        EmailAddress notifyAddress = settings.notifyAddress();
        SenderFields senderFields = new SenderFields(
                settings.senderFields().headers(),
                settings.senderFields().feedbackId(),
                settings.privacy(),
                settings.pooling());
        ImmediateSender tracker = lifecycle.closeLater(new ImmediateSender(
                queue,
                mail.from(),
                personalizer,
                senderFields,
                notifyAddress,
                ImmediateSender.RESULT_TIMEOUT,
                deadlines,
                clock,
                random));
        MessageChecks checks = checks(mail, personalizer);
        return new MailSubmission(
                tracker,
                () -> new SubmissionService(
                        store,
                        queue,
                        mail.from(),
                        settings.outbox().fromAllowed(),
                        senderFields,
                        notifyAddress,
                        checks,
                        clock,
                        random));
    }

    private MessageChecks checks(OutgoingMail.Ready mail, Personalizer personalizer) {
        SenderChecks sender = new SenderChecks(domain -> setup(domain, mail), ConsumerDomains.builtIn()::contains);
        return new MessageChecks(personalizer, sender);
    }

    private SenderChecks.Setup setup(String domain, OutgoingMail.Ready mail) {
        Optional<SenderDomain> own = domains.directory.find(domain);
        PixelUrl pixelUrl =
                own.map(found -> DomainParts.pixelUrl(found, mail.pixelUrl())).orElse(mail.pixelUrl());
        return new SenderChecks.Setup(
                own.filter(found -> !found.signers().isEmpty())
                        .map(SenderDomain::name)
                        .orElse(OutgoingMail.dkimDomain(settings, mail.from())),
                OutgoingMail.accountDomains(settings),
                pixelUrl.host(),
                pixelUrl.isEncrypted());
    }

    private MailServers servers(OutgoingMail.Ready mail) {
        List<MailServer> all = mail.servers().stream().map(this::server).toList();
        return new MailServers(
                all,
                mail.from().address().asciiDomain(),
                pacer(),
                settings.outbox().warmUps());
    }

    private MailServer server(OutgoingMail.Ready.Server server) {
        OutgoingServer configured = server.configured();
        return new MailServer(
                configured.name(),
                configured.route().toString(),
                configured.weight(),
                configured.scope(),
                configured.limits(),
                server.sender(),
                new CircuitBreaker(configured.name(), metrics, clock, new SecureRandom()));
    }

    private OutboundQueue queue(Personalizer personalizer, RandomGenerator random) {
        OutboundQueue queue = lifecycle.closeLater(new OutboundQueue(
                supervisor,
                store,
                servers.orElseThrow(),
                personalizer,
                RetrySchedule.of(settings.outbox().queueLifetime()),
                Preparations.open(settings.home().resolve("preparing")),
                metrics,
                clock,
                random));
        lifecycle.startLater(queue::start);
        return queue;
    }

    private void notifyBy(OutboundQueue queue, OutgoingMail.Ready mail, RandomGenerator random) {
        OpenNotifier notifier = new OpenNotifier(
                store.openNotices(),
                queue::wake,
                mail.from(),
                clock,
                random,
                failed -> supervisor.report(NOTICES, failed));
        lifecycle.schedule(NOTICES, Duration.ZERO, notifier::step);
    }

    private Forwarding forwarding(OutgoingMail outgoing, RecordingParts recording) {
        ReplyTarget target = settings.inbound().forward();
        if (target instanceof ReplyTarget.Nowhere) {
            return Forwarding.OFF;
        }
        if (!(outgoing instanceof OutgoingMail.Ready mail)) {
            log.warn("INBOUND_FORWARD has no effect, because no mail can be sent.");
            return Forwarding.OFF;
        }
        EmailAddress from = mail.from().address();
        Function<DeliveryId, EmailAddress> address = target instanceof ReplyTarget.Address fixed
                ? delivery -> fixed.address()
                : new AuthorAddress(store.messages(), from)::of;
        return new ReplyForwarding(address, to -> isOwn(to, recording.returnTokens));
    }

    /** Whether mail to an address comes back to this installation. */
    private boolean isOwn(EmailAddress to, ReturnTokens tokens) {
        return domains.acceptsReports(to)
                || tokens.find(to.toString(), clock.instant()).findAny().isPresent();
    }

    /** Also with {@code INBOUND_FORWARD=off}, for replies that came in before. */
    private void forwardReplies(OutgoingMail.Ready mail, RandomGenerator random) {
        ReplyForwarder forwarder = new ReplyForwarder(
                store.forwards(),
                mail.unsigned(),
                mail.from().address(),
                RetrySchedule.of(settings.outbox().queueLifetime()),
                clock,
                random);
        lifecycle.schedule("forwarded replies", Duration.ZERO, forwarder::step);
    }

    private void guardCampaigns(OutboundQueue queue) {
        CampaignGuard guard =
                new CampaignGuard(store.campaignHolds(), settings.outbox().holdShare(), queue::wake, metrics, clock);
        lifecycle.schedule(CAMPAIGNS, Duration.ZERO, guard::step);
    }
}
