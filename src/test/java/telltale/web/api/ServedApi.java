package telltale.web.api;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import telltale.assessment.ActiveNetworks;
import telltale.assessment.AssessmentService;
import telltale.assessment.EventVerdicts;
import telltale.assessment.RejudgeService;
import telltale.audit.AuditLog;
import telltale.audit.AuditSeals;
import telltale.dns.Dns;
import telltale.dns.Zone;
import telltale.doctor.Check;
import telltale.intake.MailboxStatus;
import telltale.judging.Ruleset;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyUses;
import telltale.message.Personalizer;
import telltale.message.TestMessages;
import telltale.message.html.ClickUrls;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Person;
import telltale.model.PrivacyProfile;
import telltale.model.QueueId;
import telltale.model.Uuid7;
import telltale.recording.EventLog;
import telltale.recording.RecordingMetrics;
import telltale.sending.TestClock;
import telltale.sessions.Sessions;
import telltale.sessions.SignInLinks;
import telltale.settings.SessionSettings;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.settings.TrustedProxies;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.stream.EventStreams;
import telltale.stream.StreamTimes;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadMetrics;
import telltale.token.AuditMac;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.PersonKeys;
import telltale.token.ReturnTokens;
import telltale.token.SignedSecrets;
import telltale.token.Tokens;
import telltale.web.gate.FatalErrors;
import telltale.web.gate.RequestAudit;
import telltale.web.gate.RequestGate;
import telltale.web.gate.RequestLimits;
import telltale.web.gate.Router;
import telltale.web.gate.Routes;
import telltale.web.http.Access;
import telltale.web.http.ClientAddress;
import telltale.web.http.Exports;
import telltale.web.http.Json;
import telltale.web.http.PageOrigin;
import telltale.web.http.PageSessions;
import telltale.web.http.SessionCookie;
import telltale.web.notifications.Providers;
import telltale.webhooks.Receiver;

/** The API on its own database, served over HTTP with a fixed clock. */
public final class ServedApi implements AutoCloseable {
    public static final String ADMIN_KEY = "an-admin-key-of-this-test";
    public static final String SIGN_IN_CODE = "the-code-of-this-start";
    public static final String TRACK_KEY = "a-track-key-of-this-test";
    static final SessionSettings SESSIONS = new SessionSettings(Duration.ofHours(8), Duration.ofDays(7));
    static final String BASE = "https://mail.example.com/app";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public final AtomicLong nanos = new AtomicLong();
    public final Supervisor supervisor = new Supervisor(exhausted -> {}, Clock.systemUTC(), nanos::get);
    /** The fault of the mail server in health. */
    public volatile Optional<String> mailServerFault = Optional.empty();
    /** The mailboxes in health. */
    public volatile List<MailboxStatus> mailboxes = List.of();

    private final Deadlines deadlines = new Deadlines(supervisor);
    final LackingShards shards = new LackingShards();
    final Exports exports = new Exports(deadlines, shards);
    public final PrometheusRegistry registry = new PrometheusRegistry();
    public final Store store;
    public final EventLog events;
    final AtomicInteger awaited = new AtomicInteger();

    final ActiveNetworks networks;
    final AssessmentService verdicts;
    final EventVerdicts eventVerdicts;
    public final EventStreams streams;
    /** How many deliveries were judged. */
    final AtomicInteger assessments = new AtomicInteger();

    /** Gets webhooks. */
    final Receiver receiver = new Receiver();

    private final int requestsPerMinute;
    final Providers providers;
    /** The DNS of the domains of senders. */
    volatile Dns dns = new Zone();
    /** The checks of the self-test. */
    volatile List<Check> checks = List.of();

    private final KeyRing pepper = new KeyRing(Map.of(0, new byte[32]));
    final PersonKeys persons = new PersonKeys(pepper);
    final AuditLog audit;
    final KeyRing signing = new KeyRing(Map.of(0, new byte[32]));
    public final Tokens tokens = new Tokens(signing);
    final ReturnTokens returnTokens = new ReturnTokens(signing);
    final Access access = new Access(ADMIN_KEY, TRACK_KEY);
    final KeyDirectory keys;
    final Sessions sessions;
    final SignInLinks links;
    public final TestClock clock;
    final Spool spool;
    private final Tomcat tomcat = new Tomcat();
    final Random random = new Random(42);

    public ServedApi(Path folder, Instant now) throws IOException, LifecycleException {
        this(folder, now, 0);
    }

    /** @param requestsPerMinute the limit for each key; 0 for none */
    public ServedApi(Path folder, Instant now, int requestsPerMinute) throws IOException, LifecycleException {
        this(folder, now, requestsPerMinute, StreamTimes.DEFAULT);
    }

    ServedApi(Path folder, Instant now, int requestsPerMinute, StreamTimes times)
            throws IOException, LifecycleException {
        this(folder, now, requestsPerMinute, times, new Providers(List.of(), Map.of()));
    }

    /** @param providers the mail providers that may send notifications */
    public ServedApi(Path folder, Instant now, Providers providers) throws IOException, LifecycleException {
        this(folder, now, 0, StreamTimes.DEFAULT, providers);
    }

    private ServedApi(Path folder, Instant now, int requestsPerMinute, StreamTimes times, Providers providers)
            throws IOException, LifecycleException {
        this.requestsPerMinute = requestsPerMinute;
        this.providers = providers;
        store = SqliteStore.open(
                folder.resolve("telltale.db"),
                folder.resolve("native"),
                PATIENCE,
                address -> Optional.of(persons.keyOf(address)));
        networks = new ActiveNetworks(store.adoptedLists());
        verdicts = new AssessmentService(Ruleset.builtIn(), () -> {
            assessments.incrementAndGet();
            return networks.get();
        });
        eventVerdicts = new EventVerdicts(store.judgements(), verdicts);
        streams = new EventStreams(
                store.eventFeed(), eventVerdicts, judged -> EventsApi.line(judged, eventVerdicts), times);
        spool = Spool.open(folder.resolve("spool"));
        events = new EventLog(
                supervisor,
                store,
                spool,
                null,
                networks,
                random,
                100,
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                PrivacyProfile.INDIVIDUAL,
                event -> false);
        events.start();
        Path webapp = Files.createDirectories(folder.resolve("webapp"));
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        // A client that does not read is noticed after few bytes.
        tomcat.getConnector().setProperty("socket.txBufSize", "65536");
        clock = new TestClock(now);
        audit = new AuditLog(store.auditTrail(), new AuditSeals(new AuditMac(pepper)), new UUID(0, 0), clock, random);
        this.keys = new KeyDirectory(store.apiKeys(), clock);
        sessions = new Sessions(store.sessions(), SignedSecrets.ofSessions(signing), SESSIONS, clock, random);
        links = new SignInLinks(store.sessions(), SignedSecrets.ofSignInCodes(signing), clock, random);
        RecordingMetrics.register(registry, events, spool, clock);
        ThreadMetrics.register(registry, supervisor);
        Settings settings = Settings.load(Sources.of(Map.of("TELLTALE_HOME", folder.toString())));
        tomcat.addContext("/app", webapp.toString())
                .addServletContainerInitializer((classes, context) -> compose(context, settings), null);
        tomcat.start();
    }

    private void compose(ServletContext context, Settings settings) {
        PageSessions pages = new PageSessions(sessions, new SessionCookie(null), new PageOrigin(null));
        access.accept(pages);
        sessions.refresh();
        keys.refresh();
        access.accept(keys, new KeyUses(store.apiKeys(), clock), new ClientAddress(TrustedProxies.NONE));
        Routes routes = new ServedRoutes(this).routes(settings, pages);
        ClientAddress clients = new ClientAddress(TrustedProxies.NONE);
        RequestGate gate = new RequestGate(
                routes,
                access,
                tokens,
                new RequestLimits(requestsPerMinute, clients),
                new FatalErrors(supervisor::noteIfOutOfMemory),
                deadlines);
        FilterRegistration.Dynamic filter = context.addFilter("gate", gate);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), true, "/*");
        ServletRegistration.Dynamic router = context.addServlet(
                "router",
                new Router(
                        routes,
                        new RequestAudit(audit, clients, address -> Optional.of(persons.keyOf(address))),
                        shards,
                        () -> {}));
        router.setAsyncSupported(true);
        router.addMapping(routes.mappings().toArray(String[]::new));
    }

    void awaitStored() {
        awaited.incrementAndGet();
        events.awaitStored(Duration.ofSeconds(1));
    }

    /** The personalizer of this API. */
    Personalizer tailor() {
        return new Personalizer(
                id -> new Tracking(
                        TrackingPixel.invisible(URI.create(BASE + "/pixel/" + tokens.forPixel(id))),
                        new ClickUrls(BASE, link -> tokens.forLink(id, link))),
                id -> ServedRoutes.links(tokens, id),
                TestMessages.UNSIGNED,
                "<a href='{{unsubscribe}}'>No more</a>");
    }

    /** Serves the listeners of the event stream until this API is closed. */
    void serveStreams() {
        for (Runnable step : List.<Runnable>of(streams::step, streams::catchUp)) {
            Thread thread = new Thread(() -> {
                while (streams.hasRoom()) {
                    step.run();
                    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The recipient of a delivery. */
    public Person recipient(DeliveryId delivery) {
        return store.persons().recipient(delivery).orElseThrow();
    }

    /** The left side of the Message-ID of a delivery. */
    public String messageId(Delivery delivery) {
        return new MessageIds(signing).of(delivery.id());
    }

    /** The token in the return address of a delivery. */
    public String returnAddressToken(Delivery delivery) {
        return returnTokens.forReports(delivery.id(), delivery.createdAt());
    }

    /** Whether the recipient of a delivery unsubscribed from bulk mail. */
    public boolean isUnsubscribed(DeliveryId delivery) {
        return recipient(delivery).suppression() != null;
    }

    /** An accepted delivery, with or without a campaign. */
    public Delivery accepted(@Nullable String campaign, Instant at) {
        return accepted(campaign, at, "250 ok");
    }

    /** An accepted delivery with the reply of the mail server. */
    public Delivery accepted(@Nullable String campaign, Instant at, String reply) {
        Delivery delivery = new Delivery(
                new DeliveryId(Uuid7.at(at, random)),
                EmailAddress.parse("ann@example.com"),
                campaign,
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
        store.insertExternal(delivery, true);
        store.acceptExternal(delivery.id(), at, reply, QueueId.in(reply).orElse(null));
        return delivery;
    }

    void opened(Delivery delivery, Instant at) {
        seen(delivery, EventKind.OPEN, at, "a client");
    }

    /** Stores a pixel load of a delivery, or a click on its first link. */
    public Event seen(Delivery delivery, EventKind kind, Instant at, String agent) {
        Event event = new Event(
                Uuid7.at(at, random),
                kind,
                delivery.id(),
                kind == EventKind.CLICK ? 1 : 0,
                Client.of(agent, java.util.Set.of()),
                Network.UNKNOWN);
        store.append(List.of(event));
        return event;
    }

    /** Stores pixel loads of a delivery, a millisecond apart. */
    void opens(Delivery delivery, Instant from, int count) {
        store.append(IntStream.range(0, count)
                .mapToObj(i -> new Event(
                        Uuid7.at(from.plusMillis(i), random),
                        EventKind.OPEN,
                        delivery.id(),
                        0,
                        Client.of("a client", Set.of()),
                        Network.UNKNOWN))
                .toList());
    }

    /** Judges all events. */
    void judge() {
        new RejudgeService(store.judgements(), verdicts).finish();
    }

    /** Sends a GET with the admin key. */
    public JsonObject json(String target) throws IOException, InterruptedException {
        try (JsonReader reader =
                Json.PROVIDER.createReader(new StringReader(get(target).body()))) {
            return reader.readObject();
        }
    }

    public HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return get(target, "Authorization", "Bearer " + ADMIN_KEY);
    }

    public HttpResponse<String> get(String target, String... fields) throws IOException, InterruptedException {
        return send("GET", target, fields);
    }

    public HttpResponse<String> head(String target) throws IOException, InterruptedException {
        return send("HEAD", target);
    }

    /** Sends a changing request with the admin key. */
    HttpResponse<String> change(String method, String target, String json) throws IOException, InterruptedException {
        return sendBody(method, target, "application/json", json);
    }

    public HttpResponse<String> post(String target, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target).header("Content-Type", contentType);
        return HttpClient.newHttpClient()
                .send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Adds the admin key, and an Idempotency-Key if given. */
    HttpResponse<String> postKeyed(String target, String contentType, @Nullable String key, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target)
                .header("Content-Type", contentType)
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String target, String... fields)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(target)
                // No browser offers HTTP/2 without encryption, as this client does by default.
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a body with the admin key. */
    public HttpResponse<String> sendBody(String method, String target, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest request = request(target)
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/app/" + target));
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        receiver.close();
        streams.close();
        tomcat.stop();
        tomcat.destroy();
        events.close();
        spool.close();
        store.close();
    }
}
