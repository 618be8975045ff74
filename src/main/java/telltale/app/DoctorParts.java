package telltale.app;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.JndiDns;
import telltale.dns.MemoizingDns;
import telltale.doctor.Check;
import telltale.doctor.Doctor;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.SenderSetup.Signing;
import telltale.doctor.bulk.BulkChecklist;
import telltale.doctor.delivery.DeliveryTest;
import telltale.doctor.delivery.Patience;
import telltale.doctor.dkim.DkimCheck;
import telltale.doctor.dmarc.DmarcCheck;
import telltale.doctor.domains.DomainsCheck;
import telltale.doctor.host.DatabaseCheck;
import telltale.doctor.host.DiskCheck;
import telltale.doctor.host.RecipientCheck;
import telltale.doctor.host.SettingsCheck;
import telltale.doctor.http.GuardedHttp;
import telltale.doctor.link.LinkFinding;
import telltale.doctor.link.TrackingCheck;
import telltale.doctor.mx.MxCheck;
import telltale.doctor.mx.PolicyCheck;
import telltale.doctor.relay.PtrCheck;
import telltale.doctor.relay.RelayFinding;
import telltale.doctor.relay.SmtpCheck;
import telltale.doctor.spf.SpfCheck;
import telltale.domains.SenderDomain;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.model.Mailbox;
import telltale.oauth.AccessTokens;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.smtp.SmtpProbe;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;
import telltale.token.Tokens;
import telltale.web.api.DoctorTestJson;

/** The self-test, with the checks of one set-up. */
public final class DoctorParts {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SMTP_TIMEOUT = Duration.ofSeconds(6);
    /** The id of no delivery: those of deliveries have the time of their creation. */
    private static final UUID NO_DELIVERY = new UUID(0x7000L, Long.MIN_VALUE);
    /** Domains of senders that are checked. */
    private static final int MAX_DOMAINS = 20;

    private final Settings settings;
    private final @Nullable Store store;
    private final Supplier<List<SenderDomain>> domains;
    private final @Nullable Tokens tokens;
    private final @Nullable AccessTokens mailTokens;
    private final Clock clock;
    private final Supervisor supervisor;

    /**
     * The domains of senders.
     *
     * @param names all of them, the default sender's first
     * @param own those with settings of their own
     */
    private record Senders(List<String> names, List<SenderDomain> own) {}

    /** What is set for the senders without settings of their own; known once the database was read. */
    @FunctionalInterface
    private interface SenderSetups {
        SenderSetup get() throws InterruptedException;
    }

    private DoctorParts(
            Settings settings,
            @Nullable Store store,
            Supplier<List<SenderDomain>> domains,
            @Nullable Tokens tokens,
            @Nullable AccessTokens mailTokens,
            Clock clock,
            Supervisor supervisor) {
        this.settings = settings;
        this.store = store;
        this.domains = domains;
        this.tokens = tokens;
        this.mailTokens = mailTokens;
        this.clock = clock;
        this.supervisor = supervisor;
    }

    /**
     * Creates the self-test, which checks anew each time.
     *
     * @param store null if there is no database yet
     * @param domains returns the domains of senders with settings of their own; none if no server runs
     * @param tokens those that the running server accepts, null if none runs
     * @param mailTokens the access tokens of the account at the mail server, null if it has none or no server runs
     */
    public static Doctor doctor(
            Settings settings,
            @Nullable Store store,
            Supplier<List<SenderDomain>> domains,
            @Nullable Tokens tokens,
            @Nullable AccessTokens mailTokens,
            Clock clock,
            Supervisor supervisor) {
        DoctorParts parts = new DoctorParts(settings, store, domains, tokens, mailTokens, clock, supervisor);
        return new Doctor(parts::checks, BulkChecklist::of, DEADLINE, clock, supervisor);
    }

    /** Creates the test that sends mails to this installation and fetches as mail programs do. */
    static DeliveryTest deliveryTest(
            Settings settings,
            RecordingParts recording,
            SendingParts sending,
            PixelAppearance appearance,
            Clock clock,
            Supervisor supervisor) {
        PixelUrl pixelUrl = settings.pixelUrl();
        return new DeliveryTest(
                recording.store.testDeliveries(),
                TestMails.of(sending.outgoing, settings, sending.personalizer, recording, clock),
                pixelUrl == null ? null : new TestFetches(pixelUrl, appearance, recording),
                new GuardedHttp(dns(settings)),
                report -> DoctorTestJson.object(report).toString(),
                Patience.DEFAULT,
                clock,
                new SecureRandom(),
                supervisor);
    }

    private List<Check> checks() {
        Dns dns = dns(settings);
        List<OutgoingServer> servers = List.of();
        List<Finding> unusable = List.of();
        try {
            servers = OutgoingServer.all(
                    settings, mailTokens, new SmtpTimeouts(SMTP_TIMEOUT, SMTP_TIMEOUT, SMTP_TIMEOUT));
        } catch (StartupException reason) {
            unusable = List.of(
                    RelayFinding.SMTP_SETTINGS.of(OutgoingServer.MAIL_SESSION, String.valueOf(reason.getMessage())));
        }
        SmtpRoute main = servers.isEmpty() ? null : servers.get(0).route();
        Mailbox from = settings.from() != null || main == null ? settings.from() : main.defaultFrom();
        // The database is read by the first check that needs it, within the time that checks have.
        FutureTask<Senders> task = new FutureTask<>(() -> new Senders(senders(from), senderDomains()));
        SenderSetups setups = () -> setup(once(task), from, main);
        List<Check> checks = new ArrayList<>(List.of(
                new Check("settings", () -> settingsCheck(once(task).names()).run()),
                new Check("disk", new DiskCheck(folders())::run),
                new Check("database", new DatabaseCheck(store)::run),
                new Check("recipients", recipients(from)),
                new Check("spf", () -> new SpfCheck(setups.get(), dns).run()),
                new Check("dkim", () -> new DkimCheck(setups.get(), dns).run()),
                new Check("dmarc", () -> new DmarcCheck(setups.get(), dns).run()),
                new Check("mx", () -> new MxCheck(setups.get(), dns).run()),
                new Check("mta-sts", () -> new PolicyCheck(setups.get(), dns, new GuardedHttp(dns)).run()),
                new Check("tracking", tracking(settings.pixelUrl(), dns)),
                new Check(
                        "domains",
                        () -> new DomainsCheck(once(task).own(), setups.get(), dns, url -> tracking(url, dns), clock)
                                .run())));
        checks.addAll(relays(servers, unusable, dns));
        return checks;
    }

    /** The checks of each mail server, or what to do if there is none. */
    private List<Check> relays(List<OutgoingServer> servers, List<Finding> unusable, Dns dns) {
        if (servers.isEmpty()) {
            List<Finding> none = unusable.isEmpty()
                    ? List.of(RelayFinding.SMTP_NOT_CONFIGURED.of("EMAIL_HOST", "Neither it nor EMAIL_USER is set."))
                    : unusable;
            return List.of(new Check("smtp", () -> none));
        }
        List<Check> checks = new ArrayList<>();
        for (OutgoingServer server : servers) {
            checks.add(new Check(
                    "ptr " + server.name(), new PtrCheck(server.route().host(), dns)::run));
            checks.add(new Check("smtp " + server.name(), smtp(server.route())));
        }
        return checks;
    }

    private SettingsCheck settingsCheck(List<String> senders) {
        return new SettingsCheck(settings.pixelUrl(), settings.url(), senders, OutgoingMail.accountDomains(settings));
    }

    private SenderSetup setup(Senders senders, @Nullable Mailbox from, @Nullable SmtpRoute main) {
        Set<String> own = senders.own().stream().map(SenderDomain::name).collect(Collectors.toSet());
        return new SenderSetup(
                senders.names().stream()
                        .filter(domain -> new Host(domain).isPublic() && !own.contains(domain))
                        .toList(),
                settings.bounces() == null ? null : domain(settings.bounces().domain()),
                main == null ? null : main.host(),
                from == null ? null : signing(from));
    }

    /** The result of a task, which the first caller runs. */
    private static <T> T once(FutureTask<T> task) throws InterruptedException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Only a process with tokens has the keys of persons, too. */
    private Check.Work recipients(@Nullable Mailbox from) {
        if (store == null || tokens == null) {
            return List::of;
        }
        List<EmailAddress> own = Stream.of(
                        Stream.ofNullable(from).map(Mailbox::address),
                        Stream.ofNullable(settings.defaultTo()),
                        Stream.ofNullable(settings.notifyAddress()))
                .flatMap(all -> all)
                .distinct()
                .toList();
        return new RecipientCheck(store.persons(), own)::run;
    }

    private Check.Work tracking(@Nullable PixelUrl pixelUrl, Dns dns) {
        if (pixelUrl == null || tokens == null) {
            return () -> List.of(LinkFinding.TRACKING_NOT_FETCHED.of("PIXEL_URL", "No server runs here."));
        }
        // Of no delivery, so that the page shows nothing of one.
        String token = tokens.forUnsubscribe(new DeliveryId(NO_DELIVERY));
        return new TrackingCheck(pixelUrl, token, new GuardedHttp(dns), clock)::run;
    }

    /** The name servers of the settings, each name asked once. */
    private static Dns dns(Settings settings) {
        return new MemoizingDns(dns(settings, DNS_TIMEOUT));
    }

    /** The DNS of the settings, which is asked anew each time. */
    static Dns dns(Settings settings, Duration timeout) {
        return settings.dns().isOn()
                ? new JndiDns(settings.dns().url(), timeout)
                : (name, type) -> new DnsAnswer.Failed("TELLTALE_DNS is off");
    }

    private Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>(List.of(settings.home()));
        if (!settings.spool().startsWith(settings.home())) {
            folders.add(settings.spool());
        }
        return folders;
    }

    private Check.Work smtp(SmtpRoute route) {
        if (mailTokens == null && route.needsAccessToken()) {
            return () -> List.of(RelayFinding.SMTP_NOT_TRIED.of(route.toString(), "No server runs here."));
        }
        if (settings.ehloName() != null) {
            route.identifyAs(settings.ehloName());
        }
        return () -> SmtpCheck.findings(
                route.toString(), route.host(), SmtpProbe.of(route, clock, supervisor), clock.instant());
    }

    /** The domains of senders, the default sender's first. */
    private List<String> senders(@Nullable Mailbox from) {
        return Stream.of(
                        Stream.ofNullable(from).map(sender -> sender.address().asciiDomain()),
                        settings.outbox().fromAllowed().stream().map(DoctorParts::domain),
                        keyDomains().stream())
                .flatMap(all -> all)
                .distinct()
                .limit(MAX_DOMAINS)
                .toList();
    }

    private @Nullable Signing signing(Mailbox from) {
        String domain = OutgoingMail.dkimDomain(settings, from);
        return settings.dkim() == null || domain == null || !new Host(domain).isPublic()
                ? null
                : new Signing(
                        domain, settings.dkim().selector(), settings.dkim().key());
    }

    /** The domains of senders with settings of their own; none without a database. */
    private List<SenderDomain> senderDomains() {
        try {
            return domains.get().stream().limit(MAX_DOMAINS).toList();
        } catch (StoreUnavailableException unavailable) {
            return List.of();
        }
    }

    /** The domain of an address, or a domain itself, in ASCII. */
    private static String domain(String text) {
        return new EmailAddress("postmaster", text.substring(text.lastIndexOf('@') + 1)).asciiDomain();
    }

    /** The domains that API keys are restricted to. */
    private List<String> keyDomains() {
        if (store == null) {
            return List.of();
        }
        try {
            return store.apiKeys().all(clock.instant()).stream()
                    .filter(key -> !key.key().isRevoked() && !key.key().isExpired(clock.instant()))
                    .flatMap(key -> key.key().limits().fromDomains().stream())
                    .toList();
        } catch (StoreUnavailableException unavailable) {
            return List.of();
        }
    }
}
